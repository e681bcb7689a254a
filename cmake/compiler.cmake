# Language level, warnings, caches: everything that every target of the project shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
# One position-independence setting everywhere: GCC drops a precompiled header in silence otherwise.
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_package(Threads REQUIRED)

find_program(CHORDAE_CCACHE ccache)
if(CHORDAE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
      CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${CHORDAE_CCACHE})
endif()
# Not mold 1: where thread-local data ends at a page's border its programs do not start ("cannot apply
# additional memory protection").
find_program(CHORDAE_MOLD mold)
if(CHORDAE_MOLD)
  execute_process(COMMAND ${CHORDAE_MOLD} --version OUTPUT_VARIABLE mold_version)
  string(REGEX MATCH "[0-9]+\\.[0-9]+" mold_version "${mold_version}")
endif()
if(CHORDAE_MOLD AND mold_version VERSION_GREATER_EQUAL 2 AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_GREATER_EQUAL 12.1)
  add_link_options(-fuse-ld=mold)
endif()

# What every own target is compiled with. Third-party headers are SYSTEM and stay silent.
add_library(chordae_flags INTERFACE)
target_compile_options(chordae_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Winvalid-pch -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # GCC bug 105651: false alarms on `"text" + std::string`.
  target_compile_options(chordae_flags INTERFACE -Wno-restrict)
endif()
target_include_directories(chordae_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_include_directories(chordae_flags SYSTEM INTERFACE ${CMAKE_SOURCE_DIR}/third_party)
if(CHORDAE_SANITIZE)
  # A finding ends the process; the library's own checks (operator[] and its like) are on as well.
  add_compile_options(-fsanitize=${CHORDAE_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer
                      -D_GLIBCXX_ASSERTIONS)
  add_link_options(-fsanitize=${CHORDAE_SANITIZE})
endif()
