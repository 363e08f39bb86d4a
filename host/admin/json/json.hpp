// JSON of the API: building answers, and reading a request's body with every complaint collected. One thread.
#pragma once
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "admin/http/message.hpp"
#include "admin/problem.hpp"
#include "base/clock.hpp"

namespace mooring::host::admin {

using JsonObject = Poco::JSON::Object::Ptr;
using JsonArray = Poco::JSON::Array::Ptr;

JsonObject json_object();  // keeps the order of its members
JsonArray json_array();
Poco::Dynamic::Var json_time(const std::optional<Timestamp>& time);  // null when there is none
Poco::Dynamic::Var json_text_or_null(const std::string& text);       // null when empty
double json_seconds(Duration duration);

http::Response json_response(int status, const JsonObject& body);
// {"items":[...],"next":...}
http::Response json_page(const JsonArray& items, const std::string& next = {});

// The members of a request's body. Ask for each, then check(): unknown members and wrong types are named there.
class JsonBody {
 public:
  // An empty body is an empty object. Errors: json_invalid (also of more than limits::kJsonValuesMax values: each costs far
  // more memory than its text), content_type_unsupported.
  static Result<JsonBody> parse(const http::Request& request);

  std::optional<std::string> text(const std::string& name);
  std::string required_text(const std::string& name);
  std::optional<bool> flag(const std::string& name);
  std::optional<int64_t> integer(const std::string& name);
  std::optional<std::vector<std::string>> texts(const std::string& name);
  std::map<std::string, std::string> values(const std::string& name);  // scalars as text; empty when absent
  std::vector<JsonBody> bodies(const std::string& name);    // a list of objects, each to be checked by itself
  std::optional<JsonBody> object(const std::string& name);  // to be checked by itself
  bool has(const std::string& name) const { return object_->has(name); }
  void complain(const std::string& name, std::string message);
  // fields_invalid with the first limits::kJsonComplaintsMax complaints, and how many more there are.
  tl::expected<void, Problem> check();

 private:
  explicit JsonBody(JsonObject object, std::string path = {})
      : object_(std::move(object)), path_(std::move(path)) {}
  Poco::Dynamic::Var take(const std::string& name);
  JsonObject object_;
  std::string path_;  // of this object in the request's body
  std::set<std::string> asked_;
  std::vector<FieldProblem> complaints_;
  size_t more_complaints_ = 0;  // beyond those that are kept
};

}  // namespace mooring::host::admin
