#include "ads/control.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "ads/oracle.hpp"

namespace mooring::amazon_simulator::ads {
namespace {

using Poco::JSON::Array;
using Poco::JSON::Object;

Reply json_of(const Object::Ptr& object, int status = 200) {
  std::ostringstream text;
  object->stringify(text);
  return json_reply(status, text.str());
}

Reply problem(int status, std::string_view code, std::string_view detail) {
  return json_reply(status, "{\"code\":" + json_text(code) + ",\"detail\":" + json_text(detail) + "}");
}

Object::Ptr new_object() {
  return new Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

uint64_t id_of(std::string_view text) {
  uint64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  return id;
}

// What a login gave at the consent page of one region.
Object::Ptr grant_json(const World& world, const Login& login, std::string_view region) {
  Object::Ptr object = new_object();
  object->set("region", std::string(region));
  const Subject subject{login.id, std::string(region), "adsToken", "", "", "ads"};
  const auto fault = world.faults.grant_fault(subject, 0, world.now_us());
  object->set("grant", fault ? fault->kind == "revoke_grant" ? "revoked" : "expired" : "active");
  Object::Ptr tokens = new Object;
  for (const Application& application : world.options.applications) {
    if (application.draft || application.misconfigured) continue;
    tokens->set(application.client_id,
                world.well_known_refresh_token(grant_holder(login.id, region), application.client_id));
  }
  object->set("refresh_tokens", tokens);  // for pasting; by client id
  return object;
}

Object::Ptr login_json(const World& world, const Login& login) {
  Object::Ptr object = new_object();
  object->set("id", login.id);
  object->set("name", login.name);
  object->set("email", login.email);
  object->set("region", login.region);
  Array::Ptr grants = new Array;
  for (const std::string_view region : kRegions) {
    if (login.reaches(region)) grants->add(grant_json(world, login, region));
  }
  object->set("grants", grants);
  return object;
}

Object::Ptr profile_json(const Accounts& accounts, const Profile& profile) {
  Object::Ptr object = new_object();
  object->set("id", std::to_string(profile.id));
  object->set("region", profile.region);
  object->set("country_code", profile.country);
  object->set("name", profile.name);
  object->set("type", profile.type);
  object->set("time_zone", profile.time_zone);
  object->set("view_only", profile.view_only);
  object->set("brands_permitted", profile.brands_permitted);
  object->set("removed", accounts.is_removed(profile.id));
  Array::Ptr logins = new Array;
  for (const Login& login : accounts.logins()) {
    if (login.reaches(profile.region) && login.stranger == profile.of_stranger) logins->add(login.id);
  }
  object->set("logins", logins);
  return object;
}

Reply state(const World& world) {
  const Accounts& accounts = world.ads->accounts;
  Object::Ptr object = new_object();
  Array::Ptr logins = new Array, profiles = new Array, streams = new Array;
  for (const Login& login : accounts.logins())
    logins->add(login_json(world, login));
  for (const ProfilePtr& profile : accounts.all())
    profiles->add(profile_json(accounts, *profile));
  for (const std::string& stream : oracle_streams())
    streams->add(stream);
  Object::Ptr reports = new Object;
  for (const auto& [name, count] : world.ads->desk.counts(world.now_us()))
    reports->set(name, count);
  object->set("logins", logins);
  object->set("profiles", profiles);
  object->set("reports", reports);
  object->set("streams", streams);
  object->set("campaigns_per_profile", world.options.ads_campaigns);
  object->set("keywords_per_profile", world.options.ads_keywords);
  object->set("report_delay_s", world.options.ads_report_delay_s);
  return json_of(object);
}

// {"region":"EU"} adds a profile; {"profile":"123"} brings a removed one back.
Reply add_profile(World& world, const Object::Ptr& body) {
  Accounts& accounts = world.ads->accounts;
  const std::string known = body->optValue<std::string>("profile", "");
  if (!known.empty()) {
    if (!accounts.bring_back(id_of(known))) return problem(404, "not_found", "No such profile was removed");
    return json_of(profile_json(accounts, *accounts.find(id_of(known))));
  }
  const std::string region = body->optValue<std::string>("region", "");
  if (std::find(std::begin(kRegions), std::end(kRegions), region) == std::end(kRegions)) {
    return problem(400, "bad_value", "region must be NA, EU or FE");
  }
  return json_of(profile_json(accounts, *accounts.add(region, world.now_us())), 201);
}

Reply new_token(World& world, const Object::Ptr& body) {
  const std::string login = body->optValue<std::string>("login", "");
  const std::string region = body->optValue<std::string>("region", "");
  const std::string client = body->optValue<std::string>("client_id", kDemoClientId);
  const bool known_region = std::find(std::begin(kRegions), std::end(kRegions), region) != std::end(kRegions);
  if (!world.ads->accounts.login(login) || !known_region || !world.application_of_client(client)) {
    return problem(400, "unknown_login", "login, region or client_id is unknown");
  }
  Object::Ptr object = new_object();
  object->set("login", login);
  object->set("region", region);
  object->set("refresh_token", world.new_refresh_token(grant_holder(login, region), client));
  return json_of(object, 201);
}

}  // namespace

std::optional<Reply> answer_control_get(const World& world, std::string_view path, const Fields& query) {
  if (path == "/state") return state(world);
  if (path == "/oracle") return answer_oracle(world, query);
  return std::nullopt;
}

std::optional<Reply> answer_control_post(World& world, std::string_view path, const Object::Ptr& body) {
  if (path == "/profiles") return add_profile(world, body);
  if (path == "/tokens") return new_token(world, body);
  return std::nullopt;
}

std::optional<Reply> answer_control_delete(World& world, std::string_view path) {
  constexpr std::string_view kProfiles = "/profiles/";
  if (!path.starts_with(kProfiles)) return std::nullopt;
  if (world.ads->accounts.remove(id_of(path.substr(kProfiles.size())))) return json_reply(200, "{}");
  return problem(404, "not_found", "There is no such profile, or it was removed before");
}

}  // namespace mooring::amazon_simulator::ads
