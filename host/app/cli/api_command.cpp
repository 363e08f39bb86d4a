#include "app/cli/api_command.hpp"

#include <iostream>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

Result<JsonObject::Ptr> object_of(const Json& answer, const std::string& path) {
  if (answer.type() == typeid(JsonObject::Ptr)) return answer.extract<JsonObject::Ptr>();
  return fail("bad_answer", path + " did not answer with a JSON object",
              "Do the program and the running host have the same version?");
}

// Arrays of any length without holding them: "[a,\nb]".
class ArrayPrinter {
 public:
  void add(const Json& item) { std::cout << (count_++ ? ",\n" : "[") << to_json(item); }
  void end() { std::cout << (count_ ? "]\n" : "[]\n"); }

 private:
  size_t count_ = 0;
};

}  // namespace

std::string path_with(const std::string& path, const Query& query) {
  std::string whole = path;
  for (const auto& [name, value] : query)
    if (!value.empty())
      whole += (whole.find('?') == std::string::npos ? "?" : "&") + name + "=" + url_encode(value);
  return whole;
}

int with_api(const CommandOptions& options, const std::function<int(ApiClient&)>& work) {
  auto config = load_or_complain(options);
  if (!config) return kExitBadConfiguration;
  auto api = ApiClient::open(*config);
  if (!api) return complain(api.error());
  return work(**api);
}

int ask(const CommandOptions& options, const Ask& call, const std::function<void(const JsonObject&)>& print,
        const std::string& done) {
  return with_api(options, [&](ApiClient& api) {
    auto answer = api.call(call.method, call.path, call.body);
    if (!answer) return complain(answer.error());
    if (answer->isEmpty()) {
      std::cout << (options.json ? "{}" : done) << "\n";
      return kExitOk;
    }
    auto object = object_of(*answer, call.path);
    if (!object) return complain(object.error());
    if (options.json)
      print_json(*answer);
    else
      print(**object);
    return kExitOk;
  });
}

Status each_item(ApiClient& api, const List& list, const std::function<bool(const JsonObject::Ptr&)>& visit,
                 const std::function<void()>& page_done) {
  std::string cursor;
  size_t left = list.at_most;
  do {
    const size_t limit = left == 0 ? limits::kPageSizeMax : std::min(left, limits::kPageSizeMax);
    Query query = list.query;
    query.emplace_back("limit", std::to_string(limit));
    query.emplace_back(list.cursor, cursor);
    auto answer = api.call("GET", path_with(list.path, query));
    if (!answer) return fail(answer.error());
    auto page = object_of(*answer, list.path);
    if (!page) return fail(page.error());
    const JsonArray::Ptr items = (*page)->getArray("items");
    if (!items) return fail("bad_answer", list.path + " answered without a list of items");
    for (const auto& item : *items) {
      if (!visit(item.extract<JsonObject::Ptr>())) return {};
      if (list.at_most != 0 && --left == 0) return {};
    }
    if (page_done) page_done();
    cursor = text_at(**page, "next");
  } while (!cursor.empty());
  return {};
}

int list(const CommandOptions& options, const List& list) {
  return with_api(options, [&](ApiClient& api) {
    Table table(list.columns);
    ArrayPrinter array;
    Status read = each_item(
        api, list,
        [&](const JsonObject::Ptr& item) {
          if (options.ndjson)
            print_json(item);
          else if (options.json)
            array.add(item);
          else
            table.add(*item);
          return true;
        },
        [&] { table.print(); });
    if (!read) return complain(read.error());
    if (options.json && !options.ndjson) return array.end(), kExitOk;
    table.print();
    if (!options.ndjson && table.empty()) std::cout << list.empty << "\n";
    return kExitOk;
  });
}

}  // namespace mooring::host::cli
