#include "simulation/simulated_transport.hpp"

#include <algorithm>
#include <memory>

namespace mooring::test {

using namespace host;
using amazon_simulator::Delivery;
using amazon_simulator::Reply;

namespace {

constexpr char kSimulatorHost[] = "127.0.0.1:1";
constexpr size_t kPaddingBytes = 64;  // as the real transport: parsers read past the end

std::string lower(std::string text) {
  for (char& c : text)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

HttpResult broken(TransportErrorKind kind, std::string message) {
  return tl::unexpected(TransportError{kind, std::move(message), true});
}

}  // namespace

HttpResult SimulatorTransport::to_result(Reply reply, bool to_disk) const {
  switch (reply.delivery.kind) {
    case Delivery::Kind::whole:
      break;
    case Delivery::Kind::reset:
    case Delivery::Kind::truncated:
      return broken(TransportErrorKind::interrupted, "the connection broke");
    case Delivery::Kind::drip:
      return broken(TransportErrorKind::timeout, "no complete answer in time");
  }
  HttpResult result{HttpResponse{}};
  HttpResponse& response = *result;
  response.status = reply.status;
  for (auto& [name, value] : reply.headers)
    response.headers.emplace_back(lower(name), value);
  response.headers.emplace_back("content-type", reply.content_type);
  if (to_disk && reply.status < 300) {
    auto spooled = SpooledBody::create(spool_folder_.string());
    if (!spooled) return broken(TransportErrorKind::storage, describe(spooled.error()));
    if (auto kept = (*spooled)->append(reply.body.data(), reply.body.size()); !kept)
      return broken(TransportErrorKind::storage, describe(kept.error()));
    response.spooled = std::move(*spooled);
    return result;
  }
  response.body = std::move(reply.body);
  response.body.reserve(response.body.size() + kPaddingBytes);
  return result;
}

Reply SimulatorTransport::ask(const HttpRequest& request) {
  std::string_view target(request.url);
  if (!target.starts_with(kSimulatorUrl))
    throw std::runtime_error("a simulated host asked another address: " + request.url);
  auto asked = amazon_simulator::make_request(request.method, target.substr(sizeof kSimulatorUrl - 1));
  asked.headers = {request.headers.begin(), request.headers.end()};
  asked.headers.emplace_back("host", kSimulatorHost);
  asked.body = request.body;
  return simulator_.handle(asked);
}

HttpRequestId SimulatorTransport::send(HttpRequest request, std::function<void(HttpResult)> done) {
  HttpRequestId id = ++last_id_;
  pending_.emplace(id, std::move(done));
  auto out = Duration{20'000 + static_cast<int64_t>(random_.uniform() * 80'000)};
  core_.post_after(out, [this, id, request = std::move(request)] {
    auto reply = std::make_shared<Reply>(ask(request));
    const Duration takes = std::chrono::milliseconds{20 + reply->delivery.delay_ms};
    core_.post_after(std::min(takes, request.deadline), [this, id, reply, takes, deadline = request.deadline,
                                                         to_disk = request.to_disk,
                                                         bytes_max = request.response_bytes_max] {
      auto node = pending_.extract(id);
      if (node.empty()) return;
      auto result = takes > deadline ? broken(TransportErrorKind::timeout, "no complete answer in time")
                    : !to_disk && reply->body.size() > bytes_max
                        ? broken(TransportErrorKind::too_large, "the answer is too large")
                        : to_result(std::move(*reply), to_disk);
      node.mapped()(std::move(result));
    });
  });
  return id;
}

}  // namespace mooring::test
