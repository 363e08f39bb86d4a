# cmake -DFOLDER=<files> -DOUTPUT=<assets.cpp> -P embed.cmake
# Writes every file of FOLDER into a C++ source that answers find_asset() of assets.hpp.
cmake_minimum_required(VERSION 3.25)

function(content_type_of name result)
  get_filename_component(extension "${name}" LAST_EXT)
  set(types ".html=text/html" ".js=text/javascript" ".css=text/css" ".txt=text/plain")
  foreach(type IN LISTS types)
    string(REPLACE "=" ";" pair "${type}")
    list(GET pair 0 known)
    if(known STREQUAL extension)
      list(GET pair 1 text)
      set(${result} "${text}; charset=utf-8" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  if(extension STREQUAL ".svg")
    set(${result} "image/svg+xml" PARENT_SCOPE)
    return()
  endif()
  message(FATAL_ERROR "embed.cmake: ${name}: no content type is known for '${extension}'. Add it to embed.cmake.")
endfunction()

file(GLOB files RELATIVE "${FOLDER}" "${FOLDER}/*")
list(SORT files)
if(NOT "index.html" IN_LIST files)
  message(FATAL_ERROR "embed.cmake: ${FOLDER} holds no index.html. Build the console first.")
endif()

set(data "")
set(table "")
set(index 0)
foreach(name IN LISTS files)
  file(READ "${FOLDER}/${name}" hex HEX)
  file(SHA256 "${FOLDER}/${name}" hash)
  string(LENGTH "${hex}" digits)
  math(EXPR size "${digits} / 2")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
         "\\1\n" bytes "${bytes}")
  content_type_of("${name}" type)
  string(APPEND data "constexpr unsigned char kData${index}[] = {\n${bytes}0x00};\n")
  set(entry "{\"/${name}\", \"${type}\", text_of(kData${index}), \"\\\"${hash}\\\"\"}")
  string(APPEND table "    Asset${entry},\n")
  if(name STREQUAL "index.html")
    string(REPLACE "\"/index.html\"" "\"/\"" root "${entry}")
    string(APPEND table "    Asset${root},\n")
  endif()
  math(EXPR index "${index} + 1")
endforeach()

file(WRITE "${OUTPUT}.new" "// Made by embed.cmake from the built console. Do not edit.
#include \"admin/console/assets.hpp\"

namespace mooring::host {
namespace {

template <std::size_t Size>
std::string_view text_of(const unsigned char (&data)[Size]) {  // without the 0 at the end
  return {reinterpret_cast<const char*>(data), Size - 1};
}

${data}
}  // namespace

const Asset* find_asset(std::string_view path) {
  static const Asset assets[] = {
${table}  };
  for (const Asset& asset : assets) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace mooring::host
")
file(RENAME "${OUTPUT}.new" "${OUTPUT}")
