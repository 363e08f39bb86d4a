// Outbound HTTP of the whole host. One libcurl multi thread; completions arrive on the executor given at
// construction. Strict: total deadline, size caps, complete framing, no redirects, only hosts that were
// allowed.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/limits.hpp"
#include "transport/spooled_body.hpp"

namespace mooring::host {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// Which addresses a request may reach. Whatever the rule, link-local ones (where clouds keep their secrets), multicast
// and reserved ones only where the configuration or a manifest lists them literally.
enum class Reach {
  listed,       // names lead to public addresses; literals and loopback as allowed_hosts lists them
  public_only,  // also literals must be public, and loopback is refused
  with_private  // private networks and loopback too
};

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  HttpHeaders headers;
  std::string body;
  std::vector<std::string>
      allowed_hosts;  // "api.example.com", "*.example.com", "127.0.0.1:9400"; empty refuses all
  Reach reach = Reach::listed;
  Duration deadline = limits::kRequestDeadline;
  size_t response_bytes_max = limits::kResponseBytesMax;
  // The body of a 2xx answer goes to disk, as it came: response.spooled. Any other answer is held in memory as usual.
  bool to_disk = false;
  uint64_t spooled_bytes_max = limits::kSpoolBytesMax;
  // Status and headers are the answer: a body that is cut, endless or without any stated length does not spoil it.
  bool headers_suffice = false;
};

struct HttpResponse {
  int status = 0;
  HttpHeaders headers;  // names in lower case, in order
  std::string body;     // decompressed
  Duration took{};
  std::shared_ptr<SpooledBody> spooled{};  // set when the request asked for it and the status is 2xx
  const std::string* header(std::string_view lower_case_name) const;
};

enum class TransportErrorKind {
  refused_by_policy,  // host not allowed, http where https is due, bad URL
  resolve,
  connect,
  tls,
  timeout,
  interrupted,  // the connection broke before the answer was complete
  too_large,
  malformed,  // framing or compression is broken
  storage,    // the body could not be written to the spool folder
};
const char* to_text(TransportErrorKind kind);

struct TransportError {
  TransportErrorKind kind = TransportErrorKind::interrupted;
  std::string message;           // for people, names the host, never a secret
  bool may_have_arrived = true;  // false: the request surely did not reach the provider
};

using HttpResult = tl::expected<HttpResponse, TransportError>;
using HttpRequestId = uint64_t;

class HttpTransport {
 public:
  virtual ~HttpTransport() = default;
  // done is called exactly once, on the executor, unless the request is cancelled before.
  virtual HttpRequestId send(HttpRequest request, std::function<void(HttpResult)> done) = 0;
  virtual void cancel(HttpRequestId id) = 0;  // on the executor; afterwards done is not called
};

// "GET https://host/path": scheme, host and path, no query - what logs and the activity log name.
std::string endpoint_of(std::string_view method, std::string_view url);

}  // namespace mooring::host
