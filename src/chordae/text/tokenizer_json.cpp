#include "chordae/text/tokenizer_json.h"

#include <nlohmann/json.hpp>

#include "chordae/base/error.h"
#include "chordae/base/files.h"
#include "chordae/base/strings.h"

namespace chordae {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse(const char* part, const char* supported) {
  throw Error(ErrorCode::kUnsupported, cat("tokenizer.json: its ", part, " is not supported, only ",
                                           supported, ": give the model's vocab.txt"));
}

void check_type(const Json& part, const char* name, const char* type) {
  if (!part.is_object() || part.value("type", std::string()) != type) refuse(name, type);
}

NormalizerOptions normalizer_of(const Json& document) {
  const Json part = document.value("normalizer", Json());
  check_type(part, "normalizer", "BertNormalizer");
  NormalizerOptions options;
  options.clean_text = part.value("clean_text", true);
  options.handle_chinese_chars = part.value("handle_chinese_chars", true);
  options.lowercase = part.value("lowercase", true);
  const Json strip = part.value("strip_accents", Json());
  options.strip_accents = strip.is_null() ? options.lowercase : strip.get<bool>();
  return options;
}

// Token names of a template such as "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1", with their type ids.
std::string template_text(const Json& pieces) {
  std::string text;
  for (const Json& piece : pieces) {
    const bool special = piece.contains("SpecialToken");
    const Json& item = piece.at(special ? "SpecialToken" : "Sequence");
    text += cat(text.empty() ? "" : " ", special ? "" : "$", item.at("id").get<std::string>(), ":",
                item.at("type_id").get<int>());
  }
  return text;
}

void check_post_processor(const Json& document) {
  const Json part = document.value("post_processor", Json());
  if (part.is_null()) return;
  const std::string type = part.is_object() ? part.value("type", std::string()) : std::string();
  const bool bert = type == "BertProcessing" && part.at("cls").at(0) == "[CLS]" &&
                    part.at("sep").at(0) == "[SEP]";
  const bool same = type == "TemplateProcessing" &&
                    template_text(part.at("single")) == "[CLS]:0 $A:0 [SEP]:0" &&
                    template_text(part.at("pair")) == "[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1";
  if (!bert && !same) refuse("post_processor", "[CLS] A [SEP] B [SEP]");
}

Vocabulary pieces_of(const Json& vocab) {
  if (!vocab.is_object()) throw Error(ErrorCode::kFormat, "tokenizer.json: its vocab is no object");
  if (vocab.size() > kMaxVocabularyPieces) {
    throw Error(ErrorCode::kFormat,
                cat("tokenizer.json: its vocab has more than ", kMaxVocabularyPieces, " pieces"));
  }
  Vocabulary pieces(vocab.size());
  std::vector<bool> taken(vocab.size());
  for (const auto& [piece, value] : vocab.items()) {
    const auto id = value.get<std::uint64_t>();
    if (!value.is_number_unsigned() || id >= pieces.size() || taken[id]) {
      throw Error(ErrorCode::kFormat,
                  "tokenizer.json: the ids of its vocab are not 0, 1, 2 ... without gaps");
    }
    taken[id] = true;
    pieces[id] = piece;
  }
  return pieces;
}

WordPiece model_of(const Json& document) {
  const Json& part = document.at("model");
  check_type(part, "model", "WordPiece");
  WordPieceOptions options;
  options.unknown = part.value("unk_token", options.unknown);
  options.continuing_prefix = part.value("continuing_subword_prefix", options.continuing_prefix);
  options.max_word_characters = part.value("max_input_chars_per_word", options.max_word_characters);
  return WordPiece(pieces_of(part.at("vocab")), options);
}

std::vector<AddedToken> added_tokens_of(const Json& document) {
  std::vector<AddedToken> tokens;
  for (const Json& item : document.value("added_tokens", Json::array())) {
    const auto id = item.at("id").get<std::int64_t>();
    AddedToken token{.content = item.at("content").get<std::string>(),
                     .normalized = item.value("normalized", true),
                     .single_word = item.value("single_word", false),
                     .lstrip = item.value("lstrip", false),
                     .rstrip = item.value("rstrip", false)};
    if (id < 0 || id >= static_cast<std::int64_t>(2 * kMaxVocabularyPieces)) {
      throw Error(ErrorCode::kFormat, "tokenizer.json: an added token's id is out of bounds");
    }
    token.id = static_cast<TokenId>(id);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

// The format nests six deep; what is deeper could only be meant to exhaust memory.
constexpr int kMaxDepth = 16;

Json parse_bounded(std::string_view text) {
  return Json::parse(text, [](int depth, Json::parse_event_t, Json&) {
    if (depth <= kMaxDepth) return true;
    throw Error(ErrorCode::kFormat, cat("tokenizer.json nests deeper than ", kMaxDepth, " levels"));
  });
}

}  // namespace

Tokenizer parse_tokenizer_json(std::string_view text) {
  if (text.size() > kMaxVocabularyFileBytes) {
    throw Error(ErrorCode::kFormat, "tokenizer.json is larger than 16 MiB: give BERT's");
  }
  try {
    const Json document = parse_bounded(text);
    if (!document.is_object()) throw Error(ErrorCode::kFormat, "tokenizer.json is no JSON object");
    const NormalizerOptions normalizer = normalizer_of(document);
    check_type(document.value("pre_tokenizer", Json()), "pre_tokenizer", "BertPreTokenizer");
    check_post_processor(document);
    return Tokenizer(model_of(document), normalizer, added_tokens_of(document));
  } catch (const Json::exception&) {  // its text may quote the file
    throw Error(ErrorCode::kFormat,
                "tokenizer.json is damaged or of another kind: save it anew, or give vocab.txt");
  }
}

Tokenizer read_tokenizer(const std::filesystem::path& path,
                         const NormalizerOptions& vocabulary_normalizer) {
  if (path.extension() != ".json") return Tokenizer(read_vocabulary(path), vocabulary_normalizer);
  try {
    return parse_tokenizer_json(read_text_file(path, kMaxVocabularyFileBytes));
  } catch (Error& error) {
    throw error.add_context("reading " + path.filename().string());
  }
}

}  // namespace chordae
