# mooring_add_plugin(NAME MANIFEST plugin.toml [streams/a.toml ...] SOURCES a.cpp ... [LIBRARIES lib ...])
#
# Builds the channel plugin NAME. Several manifest files are joined in the order given; the whole stands in plugins/NAME.toml of
# the build tree.
#   plugin_NAME          the loadable library plugins/NAME.so of the build tree; `cmake --install` puts it into
#                        lib/mooring/plugins
#   plugin_NAME_objects  the same code as objects, to link into the plugin's own tests
# The manifest is embedded as an ELF note (owner "Mooring", type 1); mooring_plugin_v1.manifest points into it. Both stand in one
# generated source file, the only one that is compiled again when the manifest changes. The library exports mooring_plugin_v1
# and nothing else. After enable_testing(), the test plugin_NAME_shape checks the result.
include_guard(GLOBAL)
include(GNUInstallDirs)

# Writes the source file that holds what depends on the manifest: its bytes as a note, in a section that strip keeps, and
# mooring_plugin_v1, whose functions are those of MOORING_PLUGIN.
function(_mooring_write_entry name manifest minor_required out_source)
  file(SIZE "${manifest}" size)
  file(READ "${manifest}" bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  # Lines of 32 bytes, without the comma at their ends.
  string(REPEAT "0x..," 32 row)
  string(REGEX REPLACE "(${row})" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE ",(\n|$)" "\\1" bytes "${bytes}")
  string(REGEX REPLACE "(^|\n)(0x)" "\\1  .byte \\2" bytes "${bytes}")
  set(source "${CMAKE_CURRENT_BINARY_DIR}/${name}_manifest.cpp")
  file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT [=[// Generated from the plugin's manifest by mooring_add_plugin().
#include "mooring/entry.hpp"

asm(R"asm(
  .pushsection .note.mooring, "a", @note
  .balign 4
  .long 8                 # size of the owner's name
  .long @size@            # size of the manifest
  .long 1                 # MOORING_NOTE_TYPE_MANIFEST
  .asciz "Mooring"
  .globl mooring_manifest_bytes
  .hidden mooring_manifest_bytes
  .type mooring_manifest_bytes, @object
  .size mooring_manifest_bytes, @size@
mooring_manifest_bytes:
@bytes@
  .balign 4
  .popsection
)asm");

extern "C" {
__attribute__((visibility("hidden"))) extern const char mooring_manifest_bytes[];
__attribute__((visibility("default"))) extern const mooring_plugin mooring_plugin_v1;
constinit const mooring_plugin mooring_plugin_v1 = {
    sizeof(mooring_plugin), MOORING_ABI_MINOR, @minor_required@, 0,
    {mooring_manifest_bytes, @size@},
    mooring_plugin_start, mooring_plugin_resume, mooring_plugin_destroy, &mooring_plugin_handlers};
}
]=])
  set(${out_source} "${source}" PARENT_SCOPE)
endfunction()

# Writes the files one after the other into one; untouched when nothing changed.
function(_mooring_join whole)
  set(text "")
  foreach(part IN LISTS ARGN)
    get_filename_component(part "${part}" ABSOLUTE)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${part}")
    file(READ "${part}" bytes)
    if(text)
      string(APPEND text "\n")
    endif()
    string(APPEND text "${bytes}")
  endforeach()
  set(before "")
  if(EXISTS "${whole}")
    file(READ "${whole}" before)
  endif()
  if(NOT before STREQUAL text)
    file(WRITE "${whole}" "${text}")
  endif()
endfunction()

function(mooring_add_plugin name)
  cmake_parse_arguments(ARG "" "" "MANIFEST;SOURCES;LIBRARIES" ${ARGN})
  if(NOT name MATCHES "^[a-z][a-z0-9_]*$")
    message(FATAL_ERROR "mooring_add_plugin: '${name}' is no plugin id; use a-z, 0-9 and _")
  endif()
  if(NOT ARG_MANIFEST OR NOT ARG_SOURCES)
    message(FATAL_ERROR "mooring_add_plugin(${name}): MANIFEST and SOURCES are required")
  endif()
  set(manifest "${PROJECT_BINARY_DIR}/plugins/${name}.toml")
  _mooring_join("${manifest}" ${ARG_MANIFEST})
  file(STRINGS "${manifest}" id_line REGEX "^id *= *\"${name}\"" LIMIT_COUNT 1)
  if(NOT id_line)
    message(FATAL_ERROR "mooring_add_plugin(${name}): ${manifest} does not say id = \"${name}\"")
  endif()
  file(STRINGS "${manifest}" abi_line REGEX "minor_required *= *[0-9]+" LIMIT_COUNT 1)
  string(REGEX REPLACE ".*minor_required *= *([0-9]+).*" "\\1" minor_required "${abi_line}")
  if(NOT minor_required MATCHES "^[0-9]+$")
    message(FATAL_ERROR "mooring_add_plugin(${name}): ${manifest} does not say abi = { major = 1, minor_required = 0 }")
  endif()
  _mooring_write_entry(${name} "${manifest}" "${minor_required}" entry_source)

  set(objects plugin_${name}_objects)
  add_library(${objects} OBJECT ${ARG_SOURCES} "${entry_source}")
  target_compile_features(${objects} PUBLIC cxx_std_20)
  target_compile_options(${objects} PRIVATE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>
    $<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=3;-D_GLIBCXX_ASSERTIONS>)
  target_link_libraries(${objects} PUBLIC mooring::sdk ${ARG_LIBRARIES})
  set_target_properties(${objects} PROPERTIES
    POSITION_INDEPENDENT_CODE ON C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

  set(script "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/mooring_plugin.map")
  add_library(plugin_${name} MODULE)
  target_link_libraries(plugin_${name} PRIVATE ${objects})
  target_link_options(plugin_${name} PRIVATE
    "LINKER:--version-script=${script}" LINKER:-z,relro,-z,now,-z,noexecstack LINKER:--as-needed)
  if(NOT "${CMAKE_CXX_FLAGS}" MATCHES "-fsanitize")   # the sanitizers' runtime belongs to the program that loads the plugin
    target_link_options(plugin_${name} PRIVATE LINKER:-z,defs)
  endif()
  set_target_properties(plugin_${name} PROPERTIES
    OUTPUT_NAME ${name} PREFIX "" SUFFIX ".so" LINKER_LANGUAGE CXX LINK_DEPENDS "${script}"
    LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/plugins")
  set_target_properties(plugin_${name} PROPERTIES MOORING_MANIFEST "${manifest}")
  install(TARGETS plugin_${name} LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}/mooring/plugins")

  if(CMAKE_TESTING_ENABLED)
    mooring_check_plugin(plugin_${name})
  endif()
endfunction()

# A test that a built plugin has the shape that the host asks for: one export, the note intact (also after strip), nothing in
# it that keeps the library from being unloaded. Where the program `mooring` is found (-DMOORING_PROGRAM=... says which one), it also
# verifies the plugin: every key of the manifest, a handler for every stream, and that the library loads.
function(mooring_check_plugin target)
  get_target_property(manifest ${target} MOORING_MANIFEST)
  if(TARGET mooring)
    set(program "$<TARGET_FILE:mooring>")
  else()
    find_program(MOORING_PROGRAM mooring DOC "Verifies plugins in their shape tests")
    set(program "${MOORING_PROGRAM}")
  endif()
  add_test(NAME ${target}_shape COMMAND "${CMAKE_COMMAND}"
    "-DPLUGIN=$<TARGET_FILE:${target}>" "-DMANIFEST=${manifest}" "-DNM=${CMAKE_NM}" "-DOBJCOPY=${CMAKE_OBJCOPY}"
    "-DSTRIP=${CMAKE_STRIP}" "-DMOORING=${program}" "-DWORK=${CMAKE_CURRENT_BINARY_DIR}/${target}_shape"
    -P "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/check_plugin.cmake")
  set_tests_properties(${target}_shape PROPERTIES LABELS plugin TIMEOUT 60)
endfunction()
