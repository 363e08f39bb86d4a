#include "admin/validators.hpp"

#include <algorithm>
#include <array>

#include "admin/idempotency.hpp"
#include "base/limits_api.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {
namespace {

constexpr size_t kHashCharacters = 24;  // 96 bits

const http::Header* find(const http::Response& response, std::string_view name) {
  for (const auto& header : response.headers)
    if (equals_ignoring_case(header.first, name)) return &header;
  return nullptr;
}

// "3" of the handler becomes "3.<hash>".
std::string etag_of(const http::Response& response) {
  const std::string hash = sha256_hex(response.body).substr(0, kHashCharacters);
  const http::Header* version = find(response, "ETag");
  if (!version || version->second.size() < 3) return "\"" + hash + "\"";
  return version->second.substr(0, version->second.size() - 1) + "." + hash + "\"";
}

std::string_view without_weakness(std::string_view tag) {
  while (tag.starts_with(' ') || tag.starts_with('\t'))
    tag.remove_prefix(1);
  while (tag.ends_with(' ') || tag.ends_with('\t'))
    tag.remove_suffix(1);
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

// The weak comparison of RFC 9110, 13.1.2. Our tags hold no comma.
bool names_tag(std::string_view list, const std::string& tag) {
  if (without_weakness(list) == "*") return true;
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    if (without_weakness(list.substr(0, end)) == tag) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

void set_version(http::Response& response, int64_t version) {
  response.set("ETag", "\"" + std::to_string(version) + "\"");
}

bool may_be_kept(const Route& route) {
  constexpr std::array<std::string_view, 7> kPersonal = {"/session", "/records",    "/views", "/objects",
                                                         "/users",   "/api-tokens", "/signin"};
  if (route.access != Access::api || answer_holds_secret(route)) return false;
  std::string_view path = route.pattern;
  if (path.starts_with("/api/v1")) path.remove_prefix(7);
  return std::none_of(kPersonal.begin(), kPersonal.end(),
                      [&](std::string_view start) { return path.starts_with(start); });
}

void validate_answer(const http::Request& request, const Route& route, http::Response& response) {
  if (route.access != Access::api || response.status < 200 || response.status > 201) return;
  if (response.stream || response.event_stream || response.body.empty() || route.answer.empty()) return;
  const bool reads = route.method == "GET";
  if (!reads && !find(response, "ETag")) return;
  if (response.body.size() > limits::kValidatedBodyBytesMax) return;
  const std::string tag = etag_of(response);
  response.set("ETag", tag);
  if (!reads) return;
  response.set("Vary", "Authorization, Cookie");
  if (may_be_kept(route) && !find(response, "Set-Cookie")) response.set("Cache-Control", "private, no-cache");
  if (!names_tag(request.header("if-none-match"), tag)) return;
  response.status = 304;
  response.body.clear();
  std::erase_if(response.headers, [](const http::Header& header) { return header.first == "Content-Type"; });
}

}  // namespace mooring::host::admin
