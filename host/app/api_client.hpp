// The command line's way to the running host: its own REST API on the configured address, with the token
// file. Blocks; used on the main thread of a short-lived command.
#pragma once
#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Object.h>

#include <functional>
#include <memory>
#include <string>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "transport/curl_transport.hpp"

namespace mooring::host {

class ApiClient {
 public:
  // Error: admin_token_missing and others of admin_token.
  static Result<std::unique_ptr<ApiClient>> open(const Config& config);
  // path begins with "/api/v1/...". A problem answer becomes its code, detail and hint; no answer:
  // host_not_running.
  Result<Poco::Dynamic::Var> call(const std::string& method, const std::string& path,
                                  const std::string& body = {});

  // GET of what is no JSON but a file; problems as above.
  Result<std::string> file(const std::string& path);
  // The same of any size, part by part, by way of a file without a name; `write` gives false to stop.
  Status download(const std::string& path, const std::function<bool(const std::string&)>& write);

 private:
  Result<HttpResponse> send(const std::string& method, const std::string& path, const std::string& accept,
                            const std::string& body, bool to_disk = false);
  ApiClient(std::string base, Secret token);
  std::string base_;
  Secret token_;
  SystemClock clock_;
  EventLoop loop_;
  CurlTransport transport_;
};

}  // namespace mooring::host
