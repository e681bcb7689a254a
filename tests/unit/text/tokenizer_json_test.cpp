#include "chordae/text/tokenizer_json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "chordae/base/files.h"
#include "support/test_support.h"

namespace chordae {
namespace {

using Json = nlohmann::json;

Json document() {
  return Json::parse(R"({
    "added_tokens": [{"id": 2, "content": "[CLS]", "special": true, "normalized": false}],
    "normalizer": {"type": "BertNormalizer", "lowercase": true, "strip_accents": null},
    "pre_tokenizer": {"type": "BertPreTokenizer"},
    "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
    "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
              "max_input_chars_per_word": 100,
              "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "ef": 4, "##s": 5}}})");
}

ErrorCode error_of(const Json& json) {
  return test::error_code_of([&] { (void)parse_tokenizer_json(json.dump()); });
}

TEST(TokenizerJson, ReadsBerts) {
  const Tokenizer tokenizer = parse_tokenizer_json(document().dump());
  EXPECT_EQ(tokenizer.encode("[CLS] ÉFS"), (std::vector<TokenId>{2, 4, 5}));
  EXPECT_TRUE(tokenizer.normalizer().strip_accents);
  EXPECT_EQ(tokenizer.special_ids().sep, 3);
}

TEST(TokenizerJson, AccentsFollowLowerCaseUnlessSaid) {
  Json json = document();
  json["normalizer"]["lowercase"] = false;
  EXPECT_FALSE(parse_tokenizer_json(json.dump()).normalizer().strip_accents);
  json["normalizer"]["strip_accents"] = true;
  EXPECT_TRUE(parse_tokenizer_json(json.dump()).normalizer().strip_accents);
}

TEST(TokenizerJson, RefusesOtherParts) {
  for (const char* part : {"normalizer", "pre_tokenizer", "model"}) {
    Json json = document();
    json[part]["type"] = "Other";
    EXPECT_EQ(error_of(json), ErrorCode::kUnsupported) << part;
    json[part] = nullptr;
    EXPECT_EQ(error_of(json), ErrorCode::kUnsupported) << part;
  }
  Json json = document();
  json["post_processor"]["cls"] = {"<s>", 2};
  EXPECT_EQ(error_of(json), ErrorCode::kUnsupported);
}

TEST(TokenizerJson, RefusesDamage) {
  const std::string good = document().dump();
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_EQ(test::error_code_of([&] { (void)parse_tokenizer_json(good.substr(0, size)); }),
              ErrorCode::kFormat);
  }
  EXPECT_EQ(test::error_code_of([] { (void)parse_tokenizer_json(std::string(1 << 20, '[')); }),
            ErrorCode::kFormat);
  for (const Json& id : {Json(9), Json(-1), Json(4), Json("5"), Json(5.5), Json()}) {
    Json json = document();
    json["model"]["vocab"]["##s"] = id;
    EXPECT_EQ(error_of(json), ErrorCode::kFormat) << id;
  }
  Json json = document();
  json["added_tokens"][0]["id"] = std::int64_t{1} << 40;
  EXPECT_EQ(error_of(json), ErrorCode::kFormat);
}

TEST(TokenizerJson, TheEndingDecides) {
  const test::ScratchFolder scratch;
  write_file(scratch / "tokenizer.json", document().dump());
  write_file(scratch / "vocab.txt", "[PAD]\n[UNK]\n[CLS]\n[SEP]\nef\n##s\n");
  EXPECT_EQ(read_tokenizer(scratch / "tokenizer.json", {}).encode("EFs"),
            read_tokenizer(scratch / "vocab.txt", {}).encode("EFs"));
  EXPECT_EQ(test::error_code_of([&] { (void)read_tokenizer(scratch / "absent.json", {}); }),
            ErrorCode::kIo);
}

}  // namespace
}  // namespace chordae
