# LibTorch as one imported target, chordae::torch.
#
# Looked for in this order: the user's Torch_DIR, the project's .venv, the system. The libraries are
# linked directly instead of through Torch's own CMake package: that one stops on a CUDA wheel where
# no CUDA toolkit is installed, although nothing of the toolkit is needed to link.

set(candidates "")
if(Torch_DIR)
  # <root>/share/cmake/Torch as for find_package, or <root> itself
  list(APPEND candidates "${Torch_DIR}/../../.." "${Torch_DIR}")
endif()
file(GLOB venv_torch "${CMAKE_SOURCE_DIR}/.venv/lib/python3*/site-packages/torch")
list(APPEND candidates ${venv_torch} /opt/libtorch /usr/local/libtorch /usr/local /usr)
set(CHORDAE_TORCH_ROOT "")
foreach(root IN LISTS candidates)
  file(GLOB torch_library "${root}/lib/libtorch_cpu.so" "${root}/lib/*/libtorch_cpu.so")
  if(torch_library AND EXISTS "${root}/include/torch/csrc/api/include/torch/torch.h")
    get_filename_component(CHORDAE_TORCH_ROOT "${root}" REALPATH)
    list(GET torch_library 0 torch_library)
    get_filename_component(CHORDAE_TORCH_LIBRARY_DIR "${torch_library}" DIRECTORY)
    break()
  endif()
endforeach()
if(NOT CHORDAE_TORCH_ROOT)
  message(FATAL_ERROR "LibTorch not found. Run tools/setup, or pass -DTorch_DIR=<libtorch>/share/cmake/Torch "
                      "(a LibTorch archive, or the torch folder of a Python installation).")
endif()

foreach(header torch/headeronly/version.h torch/csrc/api/include/torch/version.h)
  if(EXISTS "${CHORDAE_TORCH_ROOT}/include/${header}")
    file(STRINGS "${CHORDAE_TORCH_ROOT}/include/${header}" version_lines REGEX "#define TORCH_VERSION_(MAJOR|MINOR) ")
    break()
  endif()
endforeach()
string(REGEX MATCH "MAJOR ([0-9]+)" _ "${version_lines}")
set(CHORDAE_TORCH_VERSION "${CMAKE_MATCH_1}")
string(REGEX MATCH "MINOR ([0-9]+)" _ "${version_lines}")
string(APPEND CHORDAE_TORCH_VERSION ".${CMAKE_MATCH_1}")

add_library(chordae_torch INTERFACE)
add_library(chordae::torch ALIAS chordae_torch)
target_include_directories(chordae_torch SYSTEM INTERFACE
  "${CHORDAE_TORCH_ROOT}/include" "${CHORDAE_TORCH_ROOT}/include/torch/csrc/api/include")
# The C++ library first: libtorch.so of some CUDA wheels exports parts of a static one of its own
# (2.11: std::filesystem, which then crashes), and the first definition wins.
set(torch_libraries -Wl,--push-state,--no-as-needed -lstdc++ -Wl,--pop-state
    "${CHORDAE_TORCH_LIBRARY_DIR}/libtorch.so" "${CHORDAE_TORCH_LIBRARY_DIR}/libtorch_cpu.so" "${CHORDAE_TORCH_LIBRARY_DIR}/libc10.so")
set(CHORDAE_TORCH_CUDA OFF)
if(EXISTS "${CHORDAE_TORCH_LIBRARY_DIR}/libtorch_cuda.so")
  set(CHORDAE_TORCH_CUDA ON)
  # Nothing names a symbol of libtorch_cuda: it registers its kernels when it is loaded.
  list(APPEND torch_libraries -Wl,--no-as-needed "${CHORDAE_TORCH_LIBRARY_DIR}/libtorch_cuda.so"
       "${CHORDAE_TORCH_LIBRARY_DIR}/libc10_cuda.so" -Wl,--as-needed)
endif()
target_link_libraries(chordae_torch INTERFACE ${torch_libraries} Threads::Threads)
message(STATUS "LibTorch ${CHORDAE_TORCH_VERSION} (CUDA ${CHORDAE_TORCH_CUDA}): ${CHORDAE_TORCH_ROOT}")

# One precompiled header for every Torch room.
function(chordae_reuse_torch_pch target)
  if(NOT TARGET chordae_torch_pch)
    file(WRITE ${CMAKE_BINARY_DIR}/torch_pch.cpp "// compiled only to carry the precompiled header\n")
    add_library(chordae_torch_pch OBJECT ${CMAKE_BINARY_DIR}/torch_pch.cpp)
    target_link_libraries(chordae_torch_pch PRIVATE chordae_flags chordae::torch)
    target_precompile_headers(chordae_torch_pch PRIVATE <torch/torch.h>)
  endif()
  target_precompile_headers(${target} REUSE_FROM chordae_torch_pch)
endfunction()
