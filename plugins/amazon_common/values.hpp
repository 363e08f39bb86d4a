// Reading values of Amazon's JSON, whose types differ from operation to operation: an id is a string here and a number
// there, a time is text here and milliseconds there. Each reader names the member in what it throws. The views that a
// ValueReader returns live until its clear() or the parser's next document. One thread.
#pragma once
#include <simdjson.h>

#include <deque>
#include <mooring/time.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "member_names.hpp"

namespace amazon {

using Value = simdjson::ondemand::value;
using Text = std::optional<std::string_view>;

// A value is not what Amazon documents. The message names the member.
class Unreadable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// simdjson's raw views reach up to the next token.
std::string_view trim_end(std::string_view text);

// "negativeExact" is "NEGATIVE_EXACT", "enabled" is "ENABLED": how Amazon's newer operations write constants.
std::string to_constant(std::string_view text);

// "20260131", "2026-01-31" and "2026-01-31T00:00:00Z" are "2026-01-31"; nothing for anything else.
std::optional<std::string> to_date(std::string_view text);

// The beginning of a value, in quotes, for a message.
std::string shown(std::string_view text);

// A time as RFC 3339 writes it, of the years that a database knows: 1 to 9999, once it is in UTC.
std::optional<mooring::Time> to_time(std::string_view text);

// The text itself; throws Unreadable when it holds NUL.
std::string_view without_nul(const char* member, std::string_view text);

// Throws Unreadable for an amount that does not tell what it is counted in.
inline void require_currency(const char* member, const Text& amount, const Text& currency) {
  if (amount && (!currency || currency->empty()))
    throw Unreadable("member '" + std::string(member) + "' is " + shown(*amount) + " of no currency");
}

class ValueReader {
 public:
  // Text as it is, numbers and booleans as they are written. null is nothing.
  Text text(const char* member, Value value);
  // As text(), but nothing when it is empty.
  Text some_text(const char* member, Value value);
  Text id(const char* member, Value value);
  Text decimal(const char* member, Value value);
  Text date(const char* member, Value value);
  Text constant(const char* member, Value value);
  // The value as it stands in the document.
  Text json(const char* member, Value value);
  std::optional<int64_t> integer(const char* member, Value value);
  std::optional<bool> boolean(const char* member, Value value);
  // RFC 3339, or milliseconds since 1970.
  std::optional<mooring::Time> time(const char* member, Value value);

  std::string_view keep(std::string text) { return owned_.emplace_back(std::move(text)); }
  void clear() noexcept { owned_.clear(); }
  // The member that was asked for last: where simdjson gave up.
  const char* member() const { return member_; }
  void forget_member() { member_ = ""; }

 private:
  [[noreturn]] void refuse(std::string_view found, const char* wanted) const;

  std::deque<std::string> owned_;
  const char* member_ = "";
};

// Also of a document's root, which simdjson must not be asked directly.
inline bool is_null(Value value) {
  return value.type() == simdjson::ondemand::json_type::null && value.is_null();
}

// Calls use(key, value) for each member of an object. Throws Unreadable for a name that stands twice.
template <class Use>
void for_each_member(simdjson::ondemand::object object, Use&& use) {
  MemberNames names;
  for (auto field : object) {
    const std::string_view key = field.unescaped_key();
    if (!names.add(key)) throw Unreadable("the member " + shown(key) + " stands twice in one object");
    use(key, field.value().value());
  }
}

// The same of a value. null counts as an object without members.
template <class Use>
void for_each_member(Value object, Use&& use) {
  if (is_null(object)) return;
  for_each_member(simdjson::ondemand::object(object.get_object()), use);
}

// The same of a record that is kept as it is as well: returns how it stands in the document.
template <class Use>
std::string_view read_record(simdjson::ondemand::object record, Use&& use) {
  const std::string_view raw = trim_end(record.raw_json());
  record.reset();
  for_each_member(record, use);
  return raw;
}

// Calls use(value) for each element of an array that must be there: null would pass for "there is nothing".
template <class Use>
void for_each_record(const char* member, Value array, Use&& use) {
  if (is_null(array))
    throw Unreadable("member '" + std::string(member) + "' is null, where there must be a list");
  for (auto element : array.get_array())
    use(element.value());
}

// Calls use(value) for each element of an array that may be missing. null counts as an empty array.
template <class Use>
void for_each_element(Value array, Use&& use) {
  if (is_null(array)) return;
  for (auto element : array.get_array())
    use(element.value());
}

}  // namespace amazon
