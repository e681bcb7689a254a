#pragma once
// LibTorch's exceptions, translated where our functions call it: nothing above this room sees a
// c10::Error. `std::bad_alloc` and our own errors pass.

#include <c10/util/Exception.h>

#include <utility>

#include "chordae/base/error.h"

namespace chordae {

/// The first line of Torch's message, without its C++ backtrace.
Error torch_error(const c10::Error& error);

template <class Body>
decltype(auto) translate_torch_errors(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (const c10::Error& e) {
    throw torch_error(e);
  }
}

}  // namespace chordae
