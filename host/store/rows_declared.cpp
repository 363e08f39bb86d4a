#include "store/rows_declared.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "store/row_mapping.hpp"

namespace mooring::host::rows {
namespace {

constexpr const char* kPrefix = "declared_trouble/";

std::string fact_of(const std::string& name) {
  return kPrefix + name;
}

// The first line of the rest, which is shortened by it.
std::string take_line(std::string& rest) {
  const size_t end = std::min(rest.find('\n'), rest.size());
  std::string line = rest.substr(0, end);
  rest.erase(0, end + 1);
  return line;
}

}  // namespace

std::optional<DeclaredTrouble> find_declared_trouble(Session& session, const std::string& name) {
  auto text = get_fact(session, fact_of(name));
  if (!text) return std::nullopt;
  auto at = parse_time(take_line(*text));
  if (!at) return std::nullopt;
  DeclaredTrouble trouble;
  trouble.at = *at;
  if (auto next = parse_time(take_line(*text))) trouble.next_at = *next;
  trouble.message = std::move(*text);
  return trouble;
}

void put_declared_trouble(Session& session, const std::string& name, const DeclaredTrouble& trouble) {
  put_fact(session, fact_of(name),
           format_time(trouble.at) + "\n" + (trouble.next_at ? format_time(*trouble.next_at) : "") + "\n" +
               trouble.message);
}

bool delete_declared_trouble(Session& session, const std::string& name) {
  return Query(session, "DELETE FROM facts").where("key = ?", fact_of(name)).run() == 1;
}

std::vector<std::string> names_with_declared_trouble(Session& session) {
  return Query(session, "SELECT substr(key, length(?) + 1) FROM facts")
      .bind(std::string(kPrefix))
      .where("key >= ?", std::string(kPrefix))
      .where("key < ?", std::string("declared_trouble0"))  // the sign after '/'
      .all<std::string>();
}

}  // namespace mooring::host::rows
