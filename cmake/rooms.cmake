# chordae_room(NAME SOURCES ... [DEPENDS room ...] [LINK library ...] [TORCH])
#   one static library chordae_NAME. DEPENDS: other rooms (public). LINK: third-party (private to
#   the room's .cpp files). TORCH: compiled with LibTorch and the shared precompiled header.
function(chordae_room name)
  cmake_parse_arguments(arg "TORCH" "" "SOURCES;DEPENDS;LINK" ${ARGN})
  add_library(chordae_${name} STATIC ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND chordae_)
  target_link_libraries(chordae_${name} PUBLIC ${arg_DEPENDS} PRIVATE chordae_flags ${arg_LINK})
  if(arg_TORCH)
    target_link_libraries(chordae_${name} PUBLIC chordae::torch)
    chordae_reuse_torch_pch(chordae_${name})
  endif()
endfunction()

set(CHORDAE_PYTHON "${CMAKE_SOURCE_DIR}/.venv/bin/python3" CACHE FILEPATH
    "Python with the packages of requirements.txt: reference tests only")

# chordae_test(KIND ROOM SOURCES ... [DEPENDS room ...] [LINK library ...] [TORCH] [TIMEOUT s])
#   one executable and one CTest (label KIND) for all the tests of one kind in one room.
function(chordae_test kind room)
  cmake_parse_arguments(arg "TORCH" "TIMEOUT" "SOURCES;DEPENDS;LINK" ${ARGN})
  set(name ${room}_${kind}_test)
  add_executable(${name} ${arg_SOURCES})
  list(TRANSFORM arg_DEPENDS PREPEND chordae_)
  target_link_libraries(${name} PRIVATE chordae_flags chordae_${room} ${arg_DEPENDS} ${arg_LINK}
                        chordae_test_support)
  if(arg_TORCH)
    target_link_libraries(${name} PRIVATE chordae::torch)
    chordae_reuse_torch_pch(${name})
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_test(NAME ${room}_${kind} COMMAND ${name}
           --gtest_output=xml:${CMAKE_BINARY_DIR}/test-results/${name}.xml)
  set(environment CHORDAE_PYTHON=${CHORDAE_PYTHON} CHORDAE_BINARY=${CMAKE_BINARY_DIR}/chordae)
  if(CHORDAE_SANITIZE)
    list(APPEND environment
      LSAN_OPTIONS=print_suppressions=0:suppressions=${CMAKE_SOURCE_DIR}/tools/sanitizers/leaks.supp)
  endif()
  set_tests_properties(${room}_${kind} PROPERTIES LABELS ${kind} TIMEOUT ${arg_TIMEOUT}
    ENVIRONMENT "${environment}")
endfunction()
