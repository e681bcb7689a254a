#include "chordae/tensor/torch_errors.h"

#include "chordae/base/strings.h"

namespace chordae {

Error torch_error(const c10::Error& error) {
  const std::string text = error.what_without_backtrace();
  // Running out of memory is the user's affair (a smaller batch); the rest is a fault of this
  // program.
  const bool is_memory = dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr ||
                         text.find("not enough memory") != std::string::npos ||
                         text.find("can't allocate memory") != std::string::npos;
  if (is_memory)
    return Error(ErrorCode::kInternal,
                 "not enough memory for this computation: use smaller batches");
  return Error(ErrorCode::kInternal,
               cat("LibTorch: ", printable(text.substr(0, text.find('\n')), 300)));
}

}  // namespace chordae
