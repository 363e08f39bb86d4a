#include "seller/sandbox.hpp"

#include <Poco/JSON/Parser.h>
#include <Poco/JSON/Stringifier.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <optional>
#include <sstream>

#include "simulator/amazon/search.hpp"

namespace mooring::amazon_simulator::seller {
namespace {

using Element = simdjson::dom::element;

constexpr std::array<std::string_view, 5> kMethods = {"get", "post", "put", "patch", "delete"};

std::vector<std::string> parts_of(std::string_view path) {
  std::vector<std::string> parts;
  for (size_t at = 0; at < path.size();) {
    const size_t end = std::min(path.find('/', at), path.size());
    if (end > at) parts.emplace_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool is_variable(std::string_view part) {
  return part.starts_with('{');
}

// With the members of objects in one order, so that two texts of the same content are equal.
std::string canonical(const std::string& json) {
  try {
    Poco::JSON::Parser parser;
    std::ostringstream out;
    Poco::JSON::Stringifier::stringify(parser.parse(json), out);
    return out.str();
  } catch (const Poco::Exception&) {
    return json;
  }
}

std::string text_of(Element value) {
  if (value.is_string()) return std::string(std::string_view(value));
  if (!value.is_array()) return simdjson::minify(value);
  std::string list;
  for (Element one : simdjson::dom::array(value))
    list += (list.empty() ? "" : ",") + text_of(one);
  return list;
}

// "a,b" and repeated parameters mean the same.
std::map<std::string, std::string> parameters_of(const Request& request) {
  std::map<std::string, std::string> found;
  for (const auto& [name, value] : request.query) {
    std::string& text = found[name];
    text += (text.empty() ? "" : ",") + value;
  }
  return found;
}

Reply refused(int status, std::string_view code, std::string_view message) {
  return json_reply(status, error_body(code, message, ""));
}

}  // namespace

struct Sandbox::Reader {
  std::vector<Operation>& operations;

  void read_model(Element model) {
    for (const auto& [path, methods] : simdjson::dom::object(model["paths"])) {
      for (const auto& [method, operation] : simdjson::dom::object(methods)) {
        if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) continue;
        Operation read;
        read.method = method;
        std::transform(read.method.begin(), read.method.end(), read.method.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        read.path = parts_of(path);
        for (const auto& [status, response] : simdjson::dom::object(operation["responses"]))
          read_response(status, response, read.examples);
        operations.push_back(std::move(read));
      }
    }
  }

  static void read_response(std::string_view status, Element response, std::vector<Example>& examples) {
    simdjson::dom::array list;
    if (response["x-amzn-api-sandbox"]["static"].get(list) != simdjson::SUCCESS) return;
    for (Element entry : list) {
      Example example;
      std::from_chars(status.data(), status.data() + status.size(), example.status);
      simdjson::dom::object parameters;
      if (entry["request"]["parameters"].get(parameters) == simdjson::SUCCESS)
        for (const auto& [name, content] : parameters)
          read_parameter(name, content, example);
      Element answer;
      if (entry["response"].get(answer) == simdjson::SUCCESS) example.response = simdjson::minify(answer);
      examples.push_back(std::move(example));
    }
  }

  static void read_parameter(std::string_view name, Element content, Example& example) {
    Element value;
    if (content["value"].get(value) != simdjson::SUCCESS) return;  // named, and free
    if (name == "body")
      example.body = canonical(simdjson::minify(value));
    else
      example.parameters[std::string(name)] = text_of(value);
  }
};

host::Result<Sandbox> Sandbox::read(const std::string& folder) {
  Sandbox sandbox;
  Reader reader{sandbox.operations_};
  std::error_code error;
  for (const auto& file : std::filesystem::directory_iterator(folder, error)) {
    if (file.path().extension() != ".json") continue;
    try {
      simdjson::dom::parser parser;
      reader.read_model(parser.load(file.path().string()));
    } catch (const simdjson::simdjson_error& problem) {
      return host::fail("sandbox_models", file.path().string() + ": " + problem.what(),
                        "It must be one of Amazon's API models.");
    }
  }
  if (sandbox.operations_.empty())
    return host::fail("sandbox_models", "There are no API models in " + folder,
                      "Name a folder with Amazon's models as JSON.");
  return sandbox;
}

Reply Sandbox::answer(const Request& request, std::string_view path) const {
  const std::vector<std::string> parts = parts_of(path);
  const Operation* operation = nullptr;
  std::ptrdiff_t variables_least = 0;
  for (const Operation& one : operations_) {
    const bool fits =
        one.method == request.method && one.path.size() == parts.size() &&
        std::equal(parts.begin(), parts.end(), one.path.begin(),
                   [](const auto& given, const auto& own) { return is_variable(own) || given == own; });
    const auto variables = std::count_if(one.path.begin(), one.path.end(), is_variable);
    if (!fits || (operation && variables >= variables_least)) continue;
    operation = &one;
    variables_least = variables;
  }
  if (!operation) return refused(403, "MissingAuthenticationToken", "Missing Authentication Token");

  auto given = parameters_of(request);
  for (size_t i = 0; i < parts.size(); ++i)
    if (const std::string& name = operation->path[i]; is_variable(name))
      given[name.substr(1, name.size() - 2)] = parts[i];
  const std::string body = request.body.empty() ? "" : canonical(request.body);
  const Example* best = nullptr;
  for (const Example& example : operation->examples) {
    const bool fits =
        (example.body.empty() || example.body == body) &&
        std::all_of(example.parameters.begin(), example.parameters.end(), [&](const auto& wanted) {
          const auto found = given.find(wanted.first);
          return found != given.end() && found->second == wanted.second;
        });
    // Of several that fit the one that says most.
    const auto weight = [](const Example& one) { return one.parameters.size() + (one.body.empty() ? 0 : 1); };
    if (fits && (!best || weight(example) > weight(*best))) best = &example;
  }
  if (!best) return refused(400, "InvalidInput", "Could not match input arguments");
  return json_reply(best->status, best->response);
}

}  // namespace mooring::amazon_simulator::seller
