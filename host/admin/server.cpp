#include "admin/server.hpp"

#include "admin/application.hpp"
#include "admin/events.hpp"

namespace mooring::host {

struct AdminServer::State {
  std::unique_ptr<admin::Admin> admin;
  std::unique_ptr<http::HttpServer> server;
  uint64_t subscription = 0;
};

Result<std::unique_ptr<AdminServer>> AdminServer::start(AdminDependencies dependencies) {
  auto state = std::make_unique<State>();
  state->admin = std::make_unique<admin::Admin>(std::move(dependencies));
  admin::Admin& admin = *state->admin;
  http::FrontDoorOptions options;
  options.bind = admin.d.config.admin.bind;
  options.port = admin.d.config.admin.port;
  for (const std::string& proxy : admin.d.config.admin.trusted_proxies)
    if (auto range = AddressRange::parse(proxy)) options.trusted_proxies.push_back(*range);
  auto server = http::HttpServer::start(
      options, [&admin](const http::Request& request) { return admin::answer_request(admin, request); },
      admin.d.clock, admin.d.random);
  if (!server) return fail(server.error());
  state->server = std::move(*server);
  admin.server = state->server.get();
  admin.gate.listening_on(state->server->port());
  state->subscription =
      admin.d.events.subscribe([server_pointer = admin.server.load()](const HostEvent& event) {
        server_pointer->publish(admin::event_text(event));
      });
  return std::unique_ptr<AdminServer>(new AdminServer(std::move(state)));
}

AdminServer::AdminServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

AdminServer::~AdminServer() {
  stop();
}

uint16_t AdminServer::port() const {
  return state_->server->port();
}

void AdminServer::set_ready(bool ready) {
  state_->admin->ready = ready;
}

void AdminServer::stop() {
  if (state_->subscription != 0) state_->admin->d.events.unsubscribe(std::exchange(state_->subscription, 0));
  state_->server->stop();
}

}  // namespace mooring::host
