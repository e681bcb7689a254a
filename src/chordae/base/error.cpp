#include "chordae/base/error.h"

#include <utility>

namespace chordae {

std::string_view error_code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage: return "usage";
    case ErrorCode::kConfig: return "config";
    case ErrorCode::kIo: return "io";
    case ErrorCode::kFormat: return "format";
    case ErrorCode::kShape: return "shape";
    case ErrorCode::kNumeric: return "numeric";
    case ErrorCode::kModel: return "model";
    case ErrorCode::kUnsupported: return "unsupported";
    case ErrorCode::kCancelled: return "cancelled";
    case ErrorCode::kInternal: return "internal";
  }
  return "internal";
}

int exit_status(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
    case ErrorCode::kConfig: return 2;
    case ErrorCode::kFormat:
    case ErrorCode::kUnsupported: return 3;
    case ErrorCode::kModel: return 4;
    case ErrorCode::kCancelled: return 130;
    case ErrorCode::kIo:
    case ErrorCode::kShape:
    case ErrorCode::kNumeric:
    case ErrorCode::kInternal: return 1;
  }
  return 1;
}

Error::Error(ErrorCode code, std::string message)
    : code_(code), message_(std::move(message)), full_(message_) {}

Error& Error::add_context(std::string_view context) {
  full_.append("\n  while ").append(context);
  return *this;
}

}  // namespace chordae
