// A whole host on a free port, with three connections in its store and its log in a file; without plugins, unless a test
// brings some and rows for them.
#pragma once
#include <Poco/JSON/Parser.h>
#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "app/host.hpp"
#include "support/raw_client.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline constexpr const char* kAdminToken = "integration-admin-token-0123456789";

struct Reply {
  int status = 0;
  std::string head, body;

  std::string header(const std::string& name) const {
    const size_t at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const size_t start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
  }
  Poco::JSON::Object::Ptr json() const {
    INFO(head << body);
    Poco::JSON::Parser parser;
    return parser.parse(body).extract<Poco::JSON::Object::Ptr>();
  }
  std::string code() const { return json()->optValue<std::string>("code", ""); }
};

class HostFixture {
 public:
  using Fill = std::function<void(host::Session&)>;

  explicit HostFixture(std::filesystem::path plugins = {}, const Fill& fill = {}) {
    host::Config config;
    config.data_folder = folder_ / "data";
    config.key_file = folder_ / "data" / "vault.key";
    config.plugin_folders = {plugins.empty() ? folder_ / "no-plugins" : std::move(plugins)};
    config.admin.port = 0;
    config.admin.public_url = "http://127.0.0.1:1";
    config.admin.token = host::Secret(kAdminToken);
    config.log.level = host::LogLevel::debug;
    std::filesystem::create_directories(config.plugin_folders.front());
    std::filesystem::create_directories(config.data_folder);
    std::filesystem::permissions(config.data_folder, std::filesystem::perms::owner_all);
    add_connections(config, fill);
    log_fd_ = open(log_file().c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    auto started = host::Host::start(std::move(config), log_fd_);
    if (!started) throw std::runtime_error(describe(started.error()));
    host_ = std::move(*started);
  }
  ~HostFixture() {
    host_.reset();
    close(log_fd_);
  }

  host::Host& host() { return *host_; }
  std::filesystem::path log_file() const { return folder_ / "log"; }
  std::string log() const {
    std::ifstream file(log_file());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::string own_origin() const { return "http://127.0.0.1:" + std::to_string(host_->port()); }

  RawClient client() const { return RawClient(host_->port()); }
  std::string request_text(const std::string& method, const std::string& target, const std::string& fields,
                           const std::string& body = {}) const {
    std::string text = method + " " + target +
                       " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(host_->port()) + "\r\n" + fields;
    if (!body.empty())
      text += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
  }
  Reply send(const std::string& method, const std::string& target, const std::string& fields = {},
             const std::string& body = {}) const {
    RawClient connection = client();
    connection.send(request_text(method, target, fields, body));
    return parse(connection.read_all());
  }
  Reply as_script(const std::string& method, const std::string& target, const std::string& body = {},
                  const std::string& fields = {}) const {
    return send(method, target, std::string("Authorization: Bearer ") + kAdminToken + "\r\n" + fields, body);
  }
  static Reply parse(const std::string& bytes) {
    Reply reply;
    const size_t end = bytes.find("\r\n\r\n");
    if (end == std::string::npos) return reply;
    reply.head = bytes.substr(0, end + 2);
    reply.body = bytes.substr(end + 4);
    reply.status = std::atoi(bytes.c_str() + 9);
    return reply;
  }

  struct SignedIn {
    std::string cookie, csrf;
    std::string fields() const { return "Cookie: " + cookie + "\r\nX-CSRF-Token: " + csrf + "\r\n"; }
  };
  SignedIn sign_in() {
    auto link = host_->signin_link();
    REQUIRE(link);
    const std::string code = link->substr(link->find("#signin=") + 8);
    const Reply reply = send("POST", "/api/v1/session", "", "{\"code\":\"" + code + "\"}");
    REQUIRE(reply.status == 201);
    const std::string cookie = reply.header("Set-Cookie");
    return {cookie.substr(0, cookie.find(';')), reply.json()->getValue<std::string>("csrf_token")};
  }

 private:
  static void add_connections(const host::Config& config, const Fill& fill) {
    QuietLogger quiet;
    auto database = host::Database::open({.file = config.data_folder / "mooring.db"}, quiet.get());
    if (!database) throw std::runtime_error(describe(database.error()));
    must((*database)->write([&](host::Session& session) -> host::Status {
      for (const char* id : {"con_a", "con_b", "con_c"})
        host::rows::insert_connection(session, StoreFixture::connection(id));
      if (fill) fill(session);
      return {};
    }));
  }

  TempDir folder_;
  int log_fd_ = -1;
  std::unique_ptr<host::Host> host_;
};

}  // namespace mooring::test
