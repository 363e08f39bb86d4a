// What commands print: results to standard output, as a table, as lines or as JSON; complaints to standard error.
// Main thread.
#pragma once
#include <Poco/Dynamic/Var.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace mooring::host::cli {

using Json = Poco::Dynamic::Var;
using JsonObject = Poco::JSON::Object;
using JsonArray = Poco::JSON::Array;

// "mooring: message. hint" to standard error; gives kExitFailed, or kExitUsage when it is about the arguments.
int complain(const Error& error);
// The same for wrong arguments; gives kExitUsage.
int complain_usage(const std::string& message);

// "status.title" is a member of a member. Control characters are taken out; null and absent are empty.
std::string text_at(const JsonObject& object, const std::string& path);
JsonObject::Ptr object_at(const JsonObject& object, const std::string& name);  // null when there is none

struct Column {
  std::string title;
  std::string path;                                         // as in text_at
  std::function<std::string(const JsonObject&)> text = {};  // instead of path
};

// Columns as wide as what stands in them, with a line of titles. Long lists are printed in parts: a later part may be wider.
class Table {
 public:
  explicit Table(std::vector<Column> columns);
  void add(const JsonObject& item);
  void print();  // what was added since the last time
  bool empty() const { return !printed_ && rows_.empty(); }

 private:
  using Row = std::vector<std::string>;
  void print_row(const Row& row) const;
  std::vector<Column> columns_;
  std::vector<size_t> widths_;
  std::vector<Row> rows_;
  bool printed_ = false;
};

std::string to_json(const Json& value);
void print_json(const Json& value);  // one line
// One line a member, nested ones as "status.title".
void print_members(const JsonObject& object);
std::string body_of(const std::vector<std::pair<std::string, Json>>& members);
Json list_of(const std::vector<std::string>& texts);

}  // namespace mooring::host::cli
