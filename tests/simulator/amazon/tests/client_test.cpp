#include "client.hpp"

#include <Poco/JSON/Parser.h>

#include "base/text.hpp"

namespace mooring::amazon_simulator {

Poco::JSON::Object::Ptr parse(const std::string& body) {
  return Poco::JSON::Parser().parse(body).extract<Poco::JSON::Object::Ptr>();
}

std::string text_of(const std::string& body, const std::string& member) {
  return parse(body)->optValue<std::string>(member, "");
}

const std::string& header(const Reply& reply, const std::string& name) {
  static const std::string kNone;
  const std::string* value = find(reply.headers, name);
  return value ? *value : kNone;
}

Reply Client::get(const std::string& target, const std::string& access_token) {
  Request request = make_request("GET", target);
  if (!access_token.empty()) request.headers.emplace_back("x-amz-access-token", access_token);
  return simulator.handle(request);
}

Reply Client::post(const std::string& path, const std::string& form) {
  Request request = make_request("POST", path);
  request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
  request.body = form;
  return simulator.handle(request);
}

Reply Client::control(const std::string& path, const std::string& json) {
  Request request = make_request("POST", "/control/api" + path);
  request.body = json;
  return simulator.handle(request);
}

Reply Client::token(const Fields& fields, const std::string& client_id, const std::string& secret) {
  std::string form =
      "client_id=" + host::url_encode(client_id) + "&client_secret=" + host::url_encode(secret);
  for (const auto& [name, value] : fields)
    form += "&" + name + "=" + host::url_encode(value);
  return post("/auth/o2/token", form);
}

Reply Client::refresh(const std::string& refresh_token) {
  return token({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token}});
}

std::string Client::refresh_token() {
  return simulator.world().well_known_refresh_token(seller().id, kDemoClientId);
}

std::string Client::access_token() {
  return text_of(refresh(refresh_token()).body, "access_token");
}

std::string Client::consent_code() {
  const Reply reply =
      post("/na/apps/authorize/consent", "application_id=" + std::string(kDemoApplicationId) +
                                             "&state=s&redirect_uri=" + host::url_encode(kRedirect) +
                                             "&seller=" + seller().id + "&decision=approve");
  const std::string& location = header(reply, "Location");
  return location.substr(location.find("spapi_oauth_code=") + 17);
}

}  // namespace mooring::amazon_simulator
