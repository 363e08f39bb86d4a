# Warnings, hardening and the two rules every folder uses:
#   mooring_module(NAME DEPS...)     host/NAME -> static library mooring_NAME (all *.cpp of the folder, and of its PARTS)
#   mooring_unit_tests(NAME DEPS...) tests/unit/NAME -> test program unit_NAME (all *_test.cpp of the folder)

add_library(mooring_flags INTERFACE)
target_compile_options(mooring_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Werror
  -fstack-protector-strong -fstack-clash-protection -fcf-protection
  $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3;-D_GLIBCXX_ASSERTIONS>)
target_compile_options(mooring_flags INTERFACE
  $<$<COMPILE_LANGUAGE:C>:-Wno-error=override-init>)
target_link_options(mooring_flags INTERFACE -Wl,-z,relro,-z,now -Wl,--as-needed)
target_compile_definitions(mooring_flags INTERFACE BOOST_DLL_USE_STD_FS)

function(mooring_module name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBRARIES;PARTS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp")
  foreach(part IN LISTS ARG_PARTS)
    file(GLOB more CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${part}/*.cpp")
    list(APPEND sources ${more})
  endforeach()
  add_library(mooring_${name} STATIC ${sources})
  target_include_directories(mooring_${name} PUBLIC "${PROJECT_SOURCE_DIR}/host")
  target_link_libraries(mooring_${name} PRIVATE mooring_flags PUBLIC tl::expected ${ARG_LIBRARIES})
  foreach(dep IN LISTS ARG_DEPS)
    target_link_libraries(mooring_${name} PUBLIC mooring_${dep})
  endforeach()
endfunction()

# The precompiled Catch2. It was compiled with -fPIC, so its users are too.
function(mooring_test_headers target)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE -fPIC)
  target_precompile_headers(${target} REUSE_FROM mooring_test_main)
endfunction()

function(mooring_unit_tests name)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*_test.cpp")
  if(NOT sources)
    message(STATUS "unit_${name}: no *_test.cpp yet")
    return()
  endif()
  add_executable(unit_${name} ${sources})
  target_link_libraries(unit_${name} PRIVATE mooring_flags mooring_test_main ${ARG_LIBRARIES})
  foreach(dep IN LISTS ARG_DEPS)
    target_link_libraries(unit_${name} PRIVATE mooring_${dep})
  endforeach()
  mooring_test_headers(unit_${name})
  add_test(NAME unit_${name} COMMAND unit_${name})
  set_tests_properties(unit_${name} PROPERTIES LABELS unit TIMEOUT 120)
endfunction()
