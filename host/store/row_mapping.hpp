// How row structs meet Poco::Data: each struct has ONE list of its columns, which serves binding, extracting
// and the SQL text. Internal to store/. A struct takes part by a specialization of RowColumns:
//
//   template <> struct RowColumns<ThingRow> {
//     static constexpr const char* kNames = "id, name, made_at";
//     static void each(auto& row, auto&& column) { column(row.id); column(row.name); column(row.made_at); }
//   };
#pragma once
#include <Poco/Data/LOB.h>
#include <Poco/Data/Session.h>
#include <Poco/Data/Statement.h>
#include <Poco/Data/TypeHandler.h>

#include <concepts>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/models.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host::rows {

template <class Row>
struct RowColumns;

template <class Row>
concept Mapped = requires {
  RowColumns<Row>::kNames;
};

// Text enumerations: the last value bounds the search.
template <class Enum>
Enum enum_from_text(const std::string& text, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (text == to_text(static_cast<Enum>(i))) return static_cast<Enum>(i);
  throw std::runtime_error("the database holds the unknown word '" + text + "'");
}

class ColumnBinder {
 public:
  ColumnBinder(size_t position, Poco::Data::AbstractBinder& binder,
               Poco::Data::AbstractBinder::Direction direction)
      : position_(position), binder_(binder), direction_(direction) {}

  void operator()(const std::string& value) { binder_.bind(position_++, value, direction_); }
  void operator()(std::integral auto value) {
    binder_.bind(position_++, static_cast<Poco::Int64>(value), direction_);
  }
  void operator()(Timestamp value) { (*this)(to_unix_us(value)); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum value) { (*this)(std::string(to_text(value))); }
  template <class Value>
  void operator()(const std::optional<Value>& value) {
    if (value)
      (*this)(*value);
    else
      binder_.bind(position_++, Poco::Data::Keywords::null, direction_);
  }
  // Poco hands the bytes to SQLite without a copy: they must stand in the row, which outlives the execution.
  // Nothing is stored as NULL.
  void operator()(const Poco::Data::BLOB& value) { binder_.bind(position_++, value, direction_); }

 private:
  size_t position_;
  Poco::Data::AbstractBinder& binder_;
  Poco::Data::AbstractBinder::Direction direction_;
};

class ColumnExtractor {
 public:
  ColumnExtractor(size_t position, Poco::Data::AbstractExtractor& extractor)
      : position_(position), extractor_(extractor) {}

  void operator()(std::string& value) {
    if (!extractor_.extract(position_++, value)) value.clear();
  }
  void operator()(std::integral auto& value) {
    value = static_cast<std::remove_reference_t<decltype(value)>>(integer().value_or(0));
  }
  void operator()(Timestamp& value) { value = from_unix_us(integer().value_or(0)); }
  void operator()(GrantState& value) { value = enum_from_text(text(), GrantState::withdrawn); }
  void operator()(RunState& value) { value = enum_from_text(text(), RunState::cancelled); }
  void operator()(Severity& value) { value = enum_from_text(text(), Severity::error); }
  template <class Enum>
  requires std::is_enum_v<Enum>
  void operator()(Enum& value) { value = enum_from_text(text(), last_value_of(Enum{})); }
  void operator()(std::optional<Timestamp>& value) {
    auto number = integer();
    value = number ? std::optional(from_unix_us(*number)) : std::nullopt;
  }
  void operator()(std::optional<int64_t>& value) { value = integer(); }
  void operator()(std::optional<bool>& value) {
    auto number = integer();
    value = number ? std::optional(*number != 0) : std::nullopt;
  }
  void operator()(Poco::Data::BLOB& value) {
    if (!extractor_.extract(position_++, value)) value.clear();
  }

 private:
  std::optional<int64_t> integer() {
    Poco::Int64 number = 0;
    if (!extractor_.extract(position_++, number)) return std::nullopt;
    return number;
  }
  std::string text() {
    std::string value;
    (*this)(value);
    return value;
  }

  size_t position_;
  Poco::Data::AbstractExtractor& extractor_;
};

inline Poco::Data::BLOB to_blob(const std::string& bytes) {
  return Poco::Data::BLOB(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}
inline std::string to_bytes(const Poco::Data::BLOB& blob) {
  return std::string(blob.begin(), blob.end());
}

template <Mapped Row>
size_t column_count() {
  static const size_t count = [] {
    size_t n = 0;
    Row row;
    RowColumns<Row>::each(row, [&n](auto&&) { ++n; });
    return n;
  }();
  return count;
}

template <Mapped Row>
std::string placeholders() {
  std::string out = "?";
  for (size_t i = 1; i < column_count<Row>(); ++i)
    out += ",?";
  return out;
}

}  // namespace mooring::host::rows

namespace Poco::Data {

template <mooring::host::rows::Mapped Row>
class TypeHandler<Row> {
 public:
  static std::size_t size() { return mooring::host::rows::column_count<Row>(); }
  static void bind(std::size_t position, const Row& row, AbstractBinder::Ptr binder,
                   AbstractBinder::Direction direction) {
    mooring::host::rows::ColumnBinder bound(position, *binder, direction);
    mooring::host::rows::RowColumns<Row>::each(row, bound);
  }
  static void extract(std::size_t position, Row& row, const Row&, AbstractExtractor::Ptr extractor) {
    mooring::host::rows::ColumnExtractor extracted(position, *extractor);
    mooring::host::rows::RowColumns<Row>::each(row, extracted);
  }
  static void prepare(std::size_t, const Row&, AbstractPreparator::Ptr) {}
};

}  // namespace Poco::Data

namespace mooring::host::rows {

// A statement that is put together: text with `?`, and the values in the same order.
class Query {
 public:
  Query(Session& session, std::string sql) : session_(session), statement_(session), sql_(std::move(sql)) {}

  template <class Value>
  Query& bind(const Value& value) {
    if constexpr (std::is_same_v<Value, Timestamp>)
      statement_.addBind(Poco::Data::Keywords::bind(Poco::Int64{to_unix_us(value)}));
    else if constexpr (std::integral<Value>)
      statement_.addBind(Poco::Data::Keywords::bind(static_cast<Poco::Int64>(value)));
    else if constexpr (Mapped<Value>)
      statement_.addBind(Poco::Data::Keywords::bind(value));
    else
      statement_.addBind(Poco::Data::Keywords::bind(std::string(value)));
    return *this;
  }
  Query& add(std::string_view sql) {
    sql_ += sql;
    return *this;
  }
  // " WHERE condition" or " AND condition", and its value.
  template <class Value>
  Query& where(std::string_view condition, const Value& value) {
    condition_start(condition);
    return bind(value);
  }
  Query& where(std::string_view condition) {
    condition_start(condition);
    return *this;
  }

  // Returns how many rows changed.
  size_t run() {
    execute();
    return static_cast<size_t>(sqlite3_changes64(sqlite::handle(session_)));
  }
  template <class Row>
  std::vector<Row> all() {
    std::vector<Row> found;
    statement_.addExtract(Poco::Data::Keywords::into(found));
    execute();
    return found;
  }
  template <class Row>
  std::optional<Row> first() {
    auto found = all<Row>();
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }

 private:
  void condition_start(std::string_view condition) {
    sql_ += has_condition_ ? " AND " : " WHERE ";
    sql_ += condition;
    has_condition_ = true;
  }
  void execute() {
    statement_ << sql_;
    statement_.execute();
  }

  Session& session_;
  Poco::Data::Statement statement_;
  std::string sql_;
  bool has_condition_ = false;
};

template <Mapped Row>
Query select(Session& session, const std::string& table) {
  return Query(session, std::string("SELECT ") + RowColumns<Row>::kNames + " FROM " + table);
}

template <Mapped Row>
Query insert(Session& session, const std::string& table, const Row& row) {
  Query query(session, "INSERT INTO " + table + " (" + RowColumns<Row>::kNames + ") VALUES (" +
                           placeholders<Row>() + ")");
  query.bind(row);
  return query;
}

// Writes every column of the row; the caller adds the WHERE.
template <Mapped Row>
Query update(Session& session, const std::string& table, const Row& row) {
  Query query(session,
              "UPDATE " + table + " SET (" + RowColumns<Row>::kNames + ") = (" + placeholders<Row>() + ")");
  query.bind(row);
  return query;
}

}  // namespace mooring::host::rows
