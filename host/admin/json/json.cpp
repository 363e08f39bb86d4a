#include "admin/json/json.hpp"

#include <Poco/JSON/Parser.h>

#include <sstream>

#include "base/limits.hpp"
#include "base/limits_doors.hpp"
#include "base/text.hpp"

namespace mooring::host::admin {

namespace {

// Values and members of a text that may be JSON: what Poco would build of it. Looks at each byte once.
size_t count_values(std::string_view text) {
  size_t count = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++i;
    if (!quoted && (c == ',' || c == '{' || c == '[')) ++count;
  }
  return count;
}

}  // namespace

JsonObject json_object() {
  return new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
}
JsonArray json_array() {
  return new Poco::JSON::Array;
}

Poco::Dynamic::Var json_time(const std::optional<Timestamp>& time) {
  return time ? Poco::Dynamic::Var(format_time(*time)) : Poco::Dynamic::Var();
}

Poco::Dynamic::Var json_text_or_null(const std::string& text) {
  return text.empty() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(text);
}

double json_seconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

http::Response json_response(int status, const JsonObject& body) {
  http::Response response;
  response.status = status;
  response.set("Content-Type", "application/json");
  std::ostringstream text;
  body->stringify(text);
  response.body = std::move(text).str();
  response.body += '\n';
  return response;
}

http::Response json_page(const JsonArray& items, const std::string& next) {
  auto body = json_object();
  body->set("items", items);
  body->set("next", json_text_or_null(next));
  return json_response(200, body);
}

Result<JsonBody> JsonBody::parse(const http::Request& request) {
  if (request.body.empty()) return JsonBody(json_object());
  const std::string_view type = request.header("content-type");
  if (!equals_ignoring_case(type.substr(0, type.find(';')), "application/json"))
    return fail("content_type_unsupported", "The body's Content-Type is not application/json",
                "Send JSON, with Content-Type: application/json");
  if (count_values(request.body) > limits::kJsonValuesMax)
    return fail("json_invalid",
                "The body has more than " + std::to_string(limits::kJsonValuesMax) + " members and values",
                "Send it in several requests");
  try {
    Poco::JSON::Parser parser;
    parser.setDepth(limits::kAdminJsonDepthMax);
    return JsonBody(parser.parse(request.body).extract<JsonObject>());
  } catch (const Poco::Exception&) {
    return fail("json_invalid", "The body is not a JSON object", "Send one object, nested at most 32 deep");
  }
}

Poco::Dynamic::Var JsonBody::take(const std::string& name) {
  asked_.insert(name);
  return object_->has(name) ? object_->get(name) : Poco::Dynamic::Var();
}

void JsonBody::complain(const std::string& name, std::string message) {
  if (complaints_.size() < limits::kJsonComplaintsMax)
    complaints_.push_back({path_ + "/" + name, std::move(message)});
  else
    ++more_complaints_;
}

std::optional<std::string> JsonBody::text(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  if (value.isEmpty()) return std::nullopt;
  if (value.isString()) return value.extract<std::string>();
  complain(name, "must be text");
  return std::nullopt;
}

std::string JsonBody::required_text(const std::string& name) {
  if (take(name).isEmpty()) complain(name, "is missing");
  return text(name).value_or("");
}

std::optional<bool> JsonBody::flag(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  if (value.isEmpty()) return std::nullopt;
  if (value.isBoolean()) return value.extract<bool>();
  complain(name, "must be true or false");
  return std::nullopt;
}

std::optional<int64_t> JsonBody::integer(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  if (value.isEmpty()) return std::nullopt;
  if (!value.isInteger() || value.isBoolean()) {
    complain(name, "must be a whole number");
    return std::nullopt;
  }
  try {
    return value.convert<Poco::Int64>();
  } catch (const Poco::Exception&) {
    complain(name, "is too large a number");
    return std::nullopt;
  }
}

std::optional<std::vector<std::string>> JsonBody::texts(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  if (value.isEmpty()) return std::nullopt;
  if (value.type() != typeid(JsonArray)) {
    complain(name, "must be a list of texts");
    return std::nullopt;
  }
  std::vector<std::string> texts;
  for (const auto& item : *value.extract<JsonArray>()) {
    if (item.isString())
      texts.push_back(item.extract<std::string>());
    else
      complain(name + "/" + std::to_string(texts.size()), "must be text");
  }
  return texts;
}

std::map<std::string, std::string> JsonBody::values(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  std::map<std::string, std::string> values;
  if (value.isEmpty()) return values;
  if (value.type() != typeid(JsonObject)) {
    complain(name, "must be an object");
    return values;
  }
  for (const auto& [key, member] : *value.extract<JsonObject>()) {
    const bool scalar = member.isString() || member.isNumeric() || member.isBoolean();
    if (scalar && member.isBoolean())
      values[key] = member.extract<bool>() ? "true" : "false";
    else if (scalar)
      values[key] = member.convert<std::string>();
    else
      complain(name + "/" + clean_line(key, 80), "must be text, a number or a boolean");
  }
  return values;
}

std::vector<JsonBody> JsonBody::bodies(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  std::vector<JsonBody> bodies;
  if (value.isEmpty() || value.type() != typeid(JsonArray)) {
    complain(name, value.isEmpty() ? "is missing" : "must be a list of objects");
    return bodies;
  }
  size_t position = 0;
  for (const auto& item : *value.extract<JsonArray>()) {
    const std::string path = name + "/" + std::to_string(position++);
    if (item.type() == typeid(JsonObject))
      bodies.push_back(JsonBody(item.extract<JsonObject>(), "/" + path));
    else
      complain(path, "must be an object");
  }
  return bodies;
}

std::optional<JsonBody> JsonBody::object(const std::string& name) {
  const Poco::Dynamic::Var value = take(name);
  if (value.isEmpty()) return std::nullopt;
  if (value.type() == typeid(JsonObject)) return JsonBody(value.extract<JsonObject>(), path_ + "/" + name);
  complain(name, "must be an object");
  return std::nullopt;
}

tl::expected<void, Problem> JsonBody::check() {
  for (const std::string& name : object_->getNames())
    if (!asked_.contains(name)) complain(clean_line(name, 80), "is not known here");
  if (complaints_.empty()) return {};
  const std::string more =
      more_complaints_ == 0 ? ""
                            : ", and " + std::to_string(complaints_.size() - 1 + more_complaints_) + " more";
  Problem problem(Error{"fields_invalid",
                        "The body has a wrong member: " + complaints_.front().pointer + " " +
                            complaints_.front().message + more,
                        "docs/reference/rest.md and /api/v1/openapi.json say what this request takes"});
  problem.fields = complaints_;
  return tl::unexpected<Problem>(std::move(problem));
}

}  // namespace mooring::host::admin
