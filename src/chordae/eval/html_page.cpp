#include "chordae/eval/html_page.h"

#include <algorithm>
#include <set>

#include "chordae/base/error.h"
#include "chordae/base/strings.h"
#include "chordae/draw/chart_axis.h"
#include "chordae/draw/svg.h"
#include "chordae/eval/html_style.h"
#include "chordae/eval/html_table.h"

namespace chordae::html {
namespace {

/// "Error by EF band" -> "error-by-ef-band", each once on the page.
class Names {
 public:
  std::string of(const std::string& title) {
    std::string name;
    for (const char c : lower(title)) {
      const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (is_plain) {
        name += c;
      } else if (!name.empty() && name.back() != '-') {
        name += '-';
      }
    }
    while (!name.empty() && name.back() == '-') name.pop_back();
    if (name.empty()) name = "section";
    std::string unique = name;
    for (int i = 2; !taken_.insert(unique).second; ++i) unique = cat(name, "-", i);
    return unique;
  }

 private:
  std::set<std::string> taken_ = {"content"};
};

class BlockWriter {
 public:
  explicit BlockWriter(svg::Writer& out) : out_(out) {}

  void operator()(const Paragraph& p) { out_.text("p", {}, p.text); }

  void operator()(const Notice& notice) {
    const char* kind = notice.kind == NoticeKind::kError     ? "Error"
                       : notice.kind == NoticeKind::kWarning ? "Warning"
                                                             : "Note";
    out_.open("div", {{"class", "notice " + lower(kind)}, {"role", "note"}});
    out_.open("p");
    out_.text("strong", {}, cat(kind, ":"));
    out_.append(svg::escape(" " + notice.text));
    out_.close("p");
    if (!notice.items.empty()) write_items(notice.items);
    out_.close("div");
  }

  void operator()(const Facts& facts) {
    if (facts.items.empty()) return;
    out_.open("dl");
    for (const auto& [name, value] : facts.items) {
      out_.open("div");
      out_.text("dt", {}, name);
      out_.text("dd", {}, value);
      out_.close("div");
    }
    out_.close("dl");
  }

  void operator()(const Table& table) {
    write_table(out_, table);
    write_download(out_, table);
  }

  void operator()(const Figure& figure) {
    if (figure.panels.empty()) return;
    out_.open("figure");
    const bool is_wide = std::any_of(figure.panels.begin(), figure.panels.end(),
                                     [](const auto& p) { return p.width > chart::kColumnWidth; });
    const std::string kind = is_wide ? "wide" : figure.panels.size() == 1 ? "panels one" : "panels";
    out_.open("div", {{"class", kind},
                      {"role", is_wide ? "region" : ""},
                      {"aria-label", is_wide ? figure.panels[0].title : ""},
                      {"tabindex", is_wide ? "0" : ""}});
    for (const auto& panel : figure.panels) {
      out_.open("figure");
      out_.append(chart::inline_svg(panel));
      if (!panel.caption.empty()) out_.text("figcaption", {}, panel.caption);
      out_.close("figure");
    }
    out_.close("div");
    if (!figure.numbers.head.empty()) {
      out_.open("details", {{"class", "numbers"}});
      out_.text("summary", {}, "Numbers");
      (*this)(figure.numbers);
      out_.close("details");
    }
    // Last, as HTML wants it: it speaks of all panels.
    if (!figure.caption.empty()) out_.text("figcaption", {}, figure.caption);
    out_.close("figure");
  }

  void operator()(const Picture& picture) {
    out_.open("figure");
    out_.leaf("img", {{"alt", picture.description.empty() ? "Picture" : picture.description},
                      {"src", "data:image/png;base64," + to_base64(picture.png)}});
    if (!picture.caption.empty()) out_.text("figcaption", {}, picture.caption);
    out_.close("figure");
  }

  void operator()(const Flow& flow) {
    const auto with_count = [&](const std::string& text, std::size_t count) {
      out_.append(svg::escape(text + " "));
      out_.open("b");
      out_.append(svg::escape("(n = " + chart::pretty_count(count) + ")"));
      out_.close("b");
    };
    out_.open("figure", {{"class", "flow"}});
    if (!flow.caption.empty()) out_.text("figcaption", {}, flow.caption);
    out_.open("ol");
    for (const FlowStep& step : flow.steps) {
      out_.open("li");
      out_.open("div", {{"class", "box"}});
      if (step.count) {
        with_count(step.text, *step.count);
      } else {
        out_.append(svg::escape(step.text));
      }
      out_.close("div");
      if (!step.left_out.empty()) {
        out_.open("ul");
        for (const auto& [reason, count] : step.left_out) {
          out_.open("li");
          with_count(reason, count);
          out_.close("li");
        }
        out_.close("ul");
      }
      out_.close("li");
    }
    out_.close("ol");
    out_.close("figure");
  }

 private:
  void write_items(const std::vector<std::string>& items) {
    constexpr std::size_t kMostItems = 50;
    out_.open("ul");
    const std::size_t shown = std::min(items.size(), kMostItems);
    for (std::size_t i = 0; i < shown; ++i) out_.text("li", {}, items[i]);
    if (shown < items.size()) {
      out_.text("li", {}, cat("and ", chart::pretty_count(items.size() - shown), " more"));
    }
    out_.close("ul");
  }

  svg::Writer& out_;
};

class PageWriter {
 public:
  explicit PageWriter(const Page& page) : page_(page) {
    for (const Section& section : page.sections) {
      Named named{&section, names_.of(section.title), {}};
      for (const Section& part : section.parts) {
        if (!part.parts.empty()) {
          throw Error(ErrorCode::kUsage, cat("section \"", printable(part.title),
                                             "\": a page has two levels of sections"));
        }
        named.parts.push_back({&part, names_.of(part.title), {}});
      }
      sections_.push_back(std::move(named));
    }
  }

  std::string write() {
    out_.append("<!DOCTYPE html>\n");
    out_.open("html", {{"lang", "en"}});
    write_head();
    out_.open("body");
    out_.text("a", {{"class", "skip"}, {"href", "#content"}}, "Skip to the content");
    // Two lists, one shown: a column beside the text, or folded above it where it is narrow.
    out_.open("nav", {{"class", "contents-side"}, {"aria-label", "Contents"}});
    write_contents();
    out_.close("nav");
    out_.open("header");
    out_.text("h1", {}, page_.title);
    if (!page_.subtitle.empty()) out_.text("p", {{"class", "subtitle"}}, page_.subtitle);
    out_.close("header");
    out_.open("main", {{"id", "content"}});
    out_.open("nav", {{"class", "contents-top"}, {"aria-label", "Contents"}});
    out_.open("details");
    out_.text("summary", {}, "Contents");
    write_contents();
    out_.close("details");
    out_.close("nav");
    for (const Named& section : sections_) write_section(section);
    out_.close("main");
    if (!page_.footer.empty()) out_.text("footer", {}, page_.footer);
    out_.close("body");
    out_.close("html");
    return out_.take();
  }

 private:
  struct Named {
    const Section* section;
    std::string name;
    std::vector<Named> parts;
  };

  void write_head() {
    out_.open("head");
    out_.append(
        "<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        // Escaping keeps scripts out; should it ever fail, the browser still runs and loads
        // nothing.
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"referrer\" content=\"no-referrer\">\n");
    out_.text("title", {}, page_.title.empty() ? "Report" : page_.title);
    out_.open("style");
    out_.append(page_style());
    out_.append(chart::style_sheet());
    out_.close("style");
    out_.close("head");
  }

  void write_contents() {
    out_.open("ol");
    for (const Named& section : sections_) {
      out_.open("li");
      out_.text("a", {{"href", "#" + section.name}}, section.section->title);
      if (!section.parts.empty()) {
        out_.open("ol");
        for (const Named& part : section.parts) {
          out_.open("li");
          out_.text("a", {{"href", "#" + part.name}}, part.section->title);
          out_.close("li");
        }
        out_.close("ol");
      }
      out_.close("li");
    }
    out_.close("ol");
  }

  void write_section(const Named& section) {
    out_.open("section", {{"id", section.name}});
    out_.text("h2", {}, section.section->title);
    write_blocks(section.section->blocks);
    for (const Named& part : section.parts) write_part(part);
    out_.close("section");
  }

  void write_part(const Named& part) {
    if (!part.section->folded) {
      out_.open("section", {{"id", part.name}});
      out_.text("h3", {}, part.section->title);
      write_blocks(part.section->blocks);
      return out_.close("section");
    }
    out_.open("details", {{"class", "part"}});
    out_.open("summary");
    out_.text("h3", {}, part.section->title);
    out_.close("summary");
    // Browsers open a folded part for a link to something inside it, not for one to itself.
    out_.open("div", {{"id", part.name}});
    write_blocks(part.section->blocks);
    out_.close("div");
    out_.close("details");
  }

  /// Pictures that follow each other stand side by side.
  void write_blocks(const std::vector<Block>& blocks) {
    bool in_pictures = false;
    for (const Block& block : blocks) {
      const bool is_picture = std::holds_alternative<Picture>(block);
      if (is_picture && !in_pictures) out_.open("div", {{"class", "pictures"}});
      if (!is_picture && in_pictures) out_.close("div");
      in_pictures = is_picture;
      std::visit(BlockWriter(out_), block);
    }
    if (in_pictures) out_.close("div");
  }

  const Page& page_;
  Names names_;
  std::vector<Named> sections_;
  svg::Writer out_;
};

}  // namespace

std::string render_page(const Page& page) { return PageWriter(page).write(); }

}  // namespace chordae::html
