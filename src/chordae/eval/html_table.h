#pragma once
// Tables as HTML, and as CSV inside a link that needs no server.

#include <string>

#include "chordae/draw/svg.h"
#include "chordae/eval/html_page.h"

namespace chordae::html {

std::string to_base64(std::string_view bytes);

/// Errors  kShape: a row longer than the head
void write_table(svg::Writer& out, const Table& table);
/// The link alone; nothing without a file name.
void write_download(svg::Writer& out, const Table& table);

}  // namespace chordae::html
