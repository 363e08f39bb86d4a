// A request and its answer as the simulator's rules see them: no sockets, so that tests call the rules
// directly. Plain values, any thread.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mooring::amazon_simulator {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The first value of a name, or null.
const std::string* find(const Fields& fields, std::string_view name);
std::string value_or(const Fields& fields, std::string_view name, std::string_view fallback = {});
// "a=1&b=%20" of a query string or a form.
Fields parse_form(std::string_view text);

struct Request {
  std::string method = "GET";
  std::string path;
  Fields query;
  Fields headers;
  std::string body;

  std::string header(std::string_view name) const;  // without case; empty when missing
};

// "/na/orders?x=1" -> a GET; for tests and the server.
Request make_request(std::string_view method, std::string_view target);

// How the bytes reach the client.
struct Delivery {
  enum class Kind { whole, reset, truncated, drip };
  Kind kind = Kind::whole;
  int delay_ms = 0;           // before the first byte
  int drip_bytes_per_s = 16;  // only for drip
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  Fields headers;
  Delivery delivery;
};

Reply json_reply(int status, std::string body);
Reply html_reply(int status, std::string body);
Reply redirect_reply(std::string location);

void append_json_text(std::string& out, std::string_view text);  // with quotes
std::string json_text(std::string_view text);
std::string html_text(std::string_view text);  // escaped for elements and attributes

}  // namespace mooring::amazon_simulator
