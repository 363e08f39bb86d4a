// The files of the web console, compiled into the program. Built without the console (MOORING_BUILD_CONSOLE=OFF) they are
// a page that says so. Any thread; everything is constant and lives as long as the program.
#pragma once
#include <string_view>

namespace mooring::host {

struct Asset {
  std::string_view path;          // as in the URL: "/console.js"
  std::string_view content_type;  // "text/javascript; charset=utf-8"
  std::string_view bytes;
  std::string_view etag;  // strong and quoted, ready for the header: "\"<sha256>\""
};

// The path of a request without its query; "/" is the page itself. Null: the console has no such file.
const Asset* find_asset(std::string_view path);

}  // namespace mooring::host
