#include "admin/api/openapi.hpp"

#include <Poco/String.h>

#include <algorithm>
#include <cctype>

#include "admin/api/handlers.hpp"
#include "admin/api/openapi_examples.hpp"
#include "admin/api/openapi_parameters.hpp"
#include "admin/api/openapi_problems.hpp"
#include "admin/api/openapi_schemas.hpp"
#include "admin/api/routes.hpp"
#include "admin/idempotency.hpp"
#include "base/limits_api.hpp"

namespace mooring::host::admin {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t end = std::min(text.find(separator), text.size());
    if (end > 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

JsonObject one_member(const std::string& name, const Poco::Dynamic::Var& value) {
  auto object = json_object();
  object->set(name, value);
  return object;
}

JsonObject reference(const std::string& shape) {
  return one_member("$ref", "#/components/schemas/" + shape);
}

JsonObject plain_type(const std::string& type) {
  auto schema = json_object();
  if (type == "any") return schema;
  const bool time = type == "time";
  schema->set("type", type == "text" || time ? "string" : type);
  if (time) schema->set("format", "date-time");
  return schema;
}

JsonObject type_schema(std::string type) {
  if (type.ends_with('?')) {
    auto either = json_array();
    either->add(type_schema(type.substr(0, type.size() - 1)));
    either->add(one_member("type", "null"));
    return one_member("anyOf", either);
  }
  if (type.ends_with("[]")) {
    auto list = one_member("type", "array");
    list->set("items", type_schema(type.substr(0, type.size() - 2)));
    return list;
  }
  if (type.ends_with("{}")) {
    auto map = one_member("type", "object");
    map->set("additionalProperties", type_schema(type.substr(0, type.size() - 2)));
    return map;
  }
  if (type.find('|') != std::string::npos) {
    auto values = json_array();
    for (const std::string& value : split(type, '|'))
      values->add(value);
    auto schema = one_member("type", "string");
    schema->set("enum", values);
    return schema;
  }
  return std::isupper(static_cast<unsigned char>(type.front())) != 0 ? reference(type) : plain_type(type);
}

JsonObject shape_schema(const Shape& shape) {
  auto properties = json_object();
  auto required = json_array();
  for (const std::string& member : split(shape.members, ' ')) {
    const bool optional = member.front() == '~';
    const size_t colon = member.find(':');
    const std::string name = member.substr(optional ? 1 : 0, colon - (optional ? 1 : 0));
    properties->set(name, type_schema(member.substr(colon + 1)));
    if (!optional) required->add(name);
  }
  auto schema = one_member("type", "object");
  schema->set("properties", properties);
  if (required->size() > 0) schema->set("required", required);
  return schema;
}

JsonObject text_schema(size_t bytes_max) {
  auto schema = plain_type("text");
  schema->set("maxLength", static_cast<int64_t>(bytes_max));
  return schema;
}

JsonObject list_schema() {
  auto schema = one_member("type", "array");
  schema->set("items", text_schema(limits::kWhereBytesMax));
  return schema;
}

JsonObject number_schema(int64_t minimum, int64_t maximum, int64_t otherwise) {
  auto schema = plain_type("integer");
  schema->set("minimum", minimum);
  schema->set("maximum", maximum);
  schema->set("default", otherwise);
  return schema;
}

JsonObject parameter_schema(const std::string& type) {
  if (type == "limit") return number_schema(1, limits::kPageSizeMax, limits::kPageSizeDefault);
  if (type == "flag") return type_schema("0|1");
  if (type == "time") return plain_type("time");
  if (type == "date") {
    auto schema = plain_type("text");
    schema->set("format", "date");
    return schema;
  }
  if (type.find('|') != std::string::npos) return type_schema(type);
  if (type == "list" || type == "repeated") {
    auto list = list_schema();
    list->set("maxItems",
              static_cast<int64_t>(type == "list" ? limits::kFilterValuesMax : limits::kWhereMax));
    return list;
  }
  return text_schema(type == "cursor" ? limits::kRequestLineBytesMax : limits::kWhereBytesMax);
}

JsonObject parameter(const std::string& name, const std::string& in, std::string_view pattern) {
  const ParameterRule* rule = parameter_rule(name, pattern);
  const std::string type(rule ? rule->type : "text");
  auto out = one_member("name", name);
  out->set("in", in);
  out->set("required", in == "path");
  if (rule) out->set("description", std::string(rule->description));
  out->set("schema", parameter_schema(type));
  if (type == "list") out->set("style", "form"), out->set("explode", false);
  if (rule && !rule->example.empty() && type != "list" && type != "repeated" && type != "limit")
    out->set("example", std::string(rule->example));
  return out;
}

JsonObject header(const std::string& name, const std::string& description, size_t bytes_max) {
  auto out = one_member("name", name);
  out->set("in", "header");
  out->set("required", false);
  out->set("description", description);
  out->set("schema", text_schema(bytes_max));
  return out;
}

bool answers_validated(const Route& route) {
  return route.method == "GET" && route.access == Access::api && !route.answer.empty();
}

void add_headers(JsonArray& parameters, const Route& route) {
  if (takes_idempotency_key(route))
    parameters->add(header("Idempotency-Key",
                           "The same key and request again: the same answer, and nothing is done anew",
                           limits::kIdempotencyKeyBytesMax));
  if (answers_validated(route))
    parameters->add(header("If-None-Match", "ETag of an earlier answer: 304 when nothing has changed",
                           limits::kRequestHeaderBytesMax));
  if (problems_of(route).contains(412))
    parameters->add(header("If-Match", "ETag of what is to be changed: 412 when somebody else has changed it",
                           limits::kRequestHeaderBytesMax));
}

JsonArray parameters_of(const Route& route) {
  auto parameters = json_array();
  for (std::string_view rest = route.pattern; rest.find('{') != std::string_view::npos;) {
    rest.remove_prefix(rest.find('{') + 1);
    parameters->add(parameter(std::string(rest.substr(0, rest.find('}'))), "path", route.pattern));
  }
  for (const std::string& name : split(route.query, ' '))
    parameters->add(parameter(name, "query", route.pattern));
  add_headers(parameters, route);
  return parameters;
}

JsonObject json_content(const JsonObject& schema, const Poco::Dynamic::Var& example,
                        const std::string& type = "application/json") {
  auto media = one_member("schema", schema);
  if (!example.isEmpty()) media->set("example", example);
  return one_member("content", one_member(type, media));
}

JsonObject file_content(const std::vector<std::string>& types) {
  auto content = json_object();
  for (const std::string& type : types)
    content->set(
        type, one_member("schema", type == "application/json" ? plain_type("object") : plain_type("text")));
  return one_member("content", content);
}

JsonObject page_of(const std::string& shape) {
  auto properties = json_object();
  properties->set("items", type_schema(shape + "[]"));
  properties->set("next", type_schema("text?"));
  auto required = json_array();
  required->add("items");
  required->add("next");
  auto schema = one_member("type", "object");
  schema->set("properties", properties);
  schema->set("required", required);
  return schema;
}

JsonObject success_of(const Route& route) {
  auto success = json_object();
  const std::string answer(route.answer);
  if (answer.starts_with("page:"))
    success = json_content(page_of(answer.substr(5)), example_page(answer.substr(5)));
  else if (!answer.empty())
    success = json_content(reference(answer), example_of(answer));
  else if (const auto types = media_types_of(route); !types.empty())
    success = file_content(types);
  success->set("description", std::string(http::reason_phrase(route.status)));
  if (answers_validated(route)) {
    auto tag = one_member("description", "For If-None-Match, and If-Match where it can be edited");
    tag->set("schema", plain_type("text"));
    success->set("headers", one_member("ETag", tag));
  }
  return success;
}

JsonObject problem_of(int status, const std::set<std::string>& codes) {
  auto example = example_of("Problem").extract<JsonObject>();
  example->set("status", status);
  example->set("title", std::string(http::reason_phrase(status)));
  example->set("code", *codes.begin());
  auto problem = json_content(reference("Problem"), example, "application/problem+json");
  std::string list;
  for (const std::string& code : codes)
    list += (list.empty() ? "" : ", ") + code;
  problem->set("description", std::string(http::reason_phrase(status)) + ". Codes: " + list);
  return problem;
}

JsonObject answers_of(const Route& route) {
  auto answers = json_object();
  answers->set(std::to_string(route.status), success_of(route));
  if (answers_validated(route))
    answers->set("304", one_member("description", "Not changed since the ETag of If-None-Match"));
  for (const auto& [status, codes] : problems_of(route))
    answers->set(std::to_string(status), problem_of(status, codes));
  auto other = json_content(reference("Problem"), {}, "application/problem+json");
  other->set("description", "Another problem, as RFC 9457 has it");
  answers->set("default", other);
  return answers;
}

// "GET /api/v1/runs/{id}/cancel" -> "get_runs_id_cancel"
std::string operation_id(const Route& route) {
  std::string id;
  for (const char c : std::string(route.method) + std::string(route.pattern)) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0)
      id += static_cast<char>(std::tolower(byte));
    else if (!id.empty() && id.back() != '_')
      id += '_';
  }
  while (id.ends_with('_'))
    id.pop_back();
  if (const size_t base = id.find("_api_v1"); base != std::string::npos) id.erase(base, 7);
  return id;
}

JsonObject operation(const Route& route) {
  auto out = json_object();
  out->set("operationId", operation_id(route));
  out->set("summary", std::string(route.summary));
  if (const auto parameters = parameters_of(route); parameters->size() > 0)
    out->set("parameters", parameters);
  const std::string body(route.body);
  if (!body.empty()) out->set("requestBody", json_content(reference(body), example_of(body)));
  out->set("responses", answers_of(route));
  if (route.access != Access::api) out->set("security", json_array());
  if (const auto need = need_of(route)) {
    out->set("x-role", std::string(to_text(need->role)));
    out->set("x-scope", std::string(to_text(need->scope)));
    if (need->also) out->set("x-scope-also", std::string(to_text(*need->also)));
  }
  return out;
}

JsonObject paths() {
  auto out = json_object();
  for (const Route& route : routes()) {
    const std::string path(route.pattern);
    if (path == "/{path...}") continue;  // the console's files are no part of the contract
    if (!out->has(path)) out->set(path, json_object());
    out->getObject(path)->set(Poco::toLower(std::string(route.method)), operation(route));
  }
  return out;
}

JsonObject security_schemes() {
  auto bearer = one_member("type", "http");
  bearer->set("scheme", "bearer");
  auto session = one_member("type", "apiKey");
  session->set("in", "cookie");
  session->set("name", "mooring_session");
  session->set("description", "Unsafe requests also send X-CSRF-Token, from GET /api/v1/session");
  auto schemes = json_object();
  schemes->set("bearer", bearer);
  schemes->set("session", session);
  return schemes;
}

}  // namespace

JsonObject openapi_document(const std::string& version, const std::string& public_url) {
  auto info = one_member("title", "Mooring");
  info->set("version", version);
  info->set("description", "The admin interface of a Mooring host; docs/reference/rest.md says more");
  auto schemas = json_object();
  for (const Shape& shape : shapes())
    schemas->set(std::string(shape.name), shape_schema(shape));
  auto components = one_member("schemas", schemas);
  components->set("securitySchemes", security_schemes());
  auto servers = json_array();
  servers->add(one_member("url", public_url));
  auto security = json_array();
  security->add(one_member("bearer", json_array()));
  security->add(one_member("session", json_array()));
  auto document = one_member("openapi", "3.1.0");
  document->set("info", info);
  document->set("servers", servers);
  document->set("security", security);
  document->set("paths", paths());
  document->set("components", components);
  return document;
}

Answer get_openapi(Call& call) {
  return json_response(200, openapi_document(call.admin.d.version, call.admin.d.public_url));
}

}  // namespace mooring::host::admin
