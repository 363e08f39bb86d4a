#include "app/api_client.hpp"

#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>

#include "app/host.hpp"
#include "base/await.hpp"
#include "base/limits.hpp"

namespace mooring::host {
namespace {

constexpr auto kCallDeadline = std::chrono::seconds{90};  // connecting asks the provider

Result<Poco::Dynamic::Var> read_answer(const HttpResponse& answer, const std::string& url) {
  if (answer.status == 204) return Poco::Dynamic::Var();
  try {
    // With the order of the members, which the commands print them in.
    Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
    auto value = parser.parse(answer.body);
    if (answer.status < 300) return value;
    auto problem = value.extract<Poco::JSON::Object::Ptr>();
    return fail(problem->optValue<std::string>("code", "failed"),
                problem->optValue<std::string>("detail", "HTTP " + std::to_string(answer.status)),
                problem->optValue<std::string>("hint", ""));
  } catch (const Poco::Exception&) {  // Poco's parser throws; this is the border
    return fail("bad_answer", url + " answered HTTP " + std::to_string(answer.status) + " without JSON",
                "Is another program listening on this port?");
  }
}

}  // namespace

ApiClient::ApiClient(std::string base, Secret token)
    : base_(std::move(base)),
      token_(std::move(token)),
      loop_(clock_, "api"),
      transport_(loop_, CurlTransport::Options{std::string("mooring-cli/") + kVersion, std::nullopt, true,
                                               std::filesystem::temp_directory_path() / "mooring-cli",
                                               base_.substr(base_.find("://") + 3)}) {}

Result<std::unique_ptr<ApiClient>> ApiClient::open(const Config& config) {
  auto token = admin_token(config, false);
  if (!token) return fail(token.error());
  auto base = local_url_of(config);
  if (!base) return fail(base.error());
  return std::unique_ptr<ApiClient>(new ApiClient(std::move(*base), std::move(*token)));
}

Result<HttpResponse> ApiClient::send(const std::string& method, const std::string& path,
                                     const std::string& accept, const std::string& body, bool to_disk) {
  HttpRequest request;
  request.method = method;
  request.url = base_ + path;
  request.body = body;
  const auto deadline = to_disk ? Duration(limits::kDownloadDeadline) : Duration(kCallDeadline);
  request.deadline = deadline;
  request.to_disk = to_disk;
  request.headers = {{"Authorization", "Bearer " + std::string(token_.reveal())}, {"Accept", accept}};
  if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
  request.allowed_hosts = {base_.substr(base_.find("://") + 3)};
  auto answer = await<HttpResult>([&](auto done) { transport_.send(std::move(request), std::move(done)); },
                                  deadline + std::chrono::seconds{5});
  if (!answer || !*answer)
    return fail("host_not_running",
                "No host answers at " + base_ + (answer ? ": " + answer->error().message : ""),
                "Start it with `mooring serve`, or name its configuration with --config");
  return std::move(**answer);
}

Result<Poco::Dynamic::Var> ApiClient::call(const std::string& method, const std::string& path,
                                           const std::string& body) {
  auto answer = send(method, path, "application/json", body);
  if (!answer) return fail(answer.error());
  return read_answer(*answer, base_ + path);
}

Status ApiClient::download(const std::string& path, const std::function<bool(const std::string&)>& write) {
  auto answer = send("GET", path, "*/*", {}, true);
  if (!answer) return fail(answer.error());
  if (!answer->spooled) {
    auto problem = read_answer(*answer, base_ + path);
    return problem ? fail("bad_answer", base_ + path + " answered HTTP " + std::to_string(answer->status))
                   : fail(problem.error());
  }
  while (true) {
    auto part = answer->spooled->next_part();
    if (!part) return fail(part.error());
    if (part->empty()) return {};
    if (!write(*part)) return fail("output_unwritable", "Standard output cannot be written");
  }
}

Result<std::string> ApiClient::file(const std::string& path) {
  auto answer = send("GET", path, "*/*", {});
  if (!answer) return fail(answer.error());
  if (answer->status == 200) return std::move(answer->body);
  auto problem = read_answer(*answer, base_ + path);
  return fail(problem ? Error{"bad_answer", base_ + path + " answered HTTP " + std::to_string(answer->status),
                              "Is another program listening on this port?"}
                      : problem.error());
}

}  // namespace mooring::host
