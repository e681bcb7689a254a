#pragma once
// The one exception of the project. Library code throws it, never prints or exits; a catch site may
// add context and rethrow; `apps/chordae` maps the code to an exit status (docs/cli).

#include <exception>
#include <string>
#include <string_view>

namespace chordae {

enum class ErrorCode {
  kUsage,        ///< wrong arguments
  kConfig,       ///< a configuration file or option has a wrong value
  kIo,           ///< reading or writing failed: permissions, disk full, missing file
  kFormat,       ///< the bytes are not what the format promises
  kShape,        ///< array sizes do not fit together
  kNumeric,      ///< a value that must be finite or in range is not
  kModel,        ///< weights or a model do not fit
  kUnsupported,  ///< valid, but not supported here
  kCancelled,    ///< the user asked to stop
  kInternal,     ///< a fault of the program itself
};

std::string_view error_code_name(ErrorCode code);

/// Exit status of the program for an error: 1 failure, 2 usage or config, 3 input data,
/// 4 model or weights, 130 cancelled.
int exit_status(ErrorCode code);

class Error : public std::exception {
 public:
  /// `message` says what is wrong and what to do; it never holds a patient's value.
  Error(ErrorCode code, std::string message);

  /// Adds what was being done, outermost last: "reading study H7K2".
  Error& add_context(std::string_view context);

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const char* what() const noexcept override { return full_.c_str(); }

 private:
  ErrorCode code_;
  std::string message_;
  std::string full_;
};

}  // namespace chordae
