// The console's files, compiled into the program. They hold no data, so they need no sign-in.
#include "admin/api/handlers.hpp"
#include "admin/console/assets.hpp"

namespace mooring::host::admin {

Answer get_console_file(Call& call) {
  const Asset* asset = find_asset(call.request.path);
  if (!asset) return refuse("not_found", "The console has no such file", "Start at /");
  http::Response response;
  response.set("ETag", std::string(asset->etag));
  response.set("Cache-Control", "no-cache");  // may be kept, must be asked for: a new version shows at once
  if (call.request.header("if-none-match") == asset->etag) {
    response.status = 304;
    return response;
  }
  response.set("Content-Type", std::string(asset->content_type));
  response.static_body = asset->bytes;
  return response;
}

}  // namespace mooring::host::admin
