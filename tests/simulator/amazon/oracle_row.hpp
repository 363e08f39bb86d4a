// One line that an oracle tells: a row of a stream as JSON, members in the order in which they are added. One thread.
#pragma once
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "http.hpp"

namespace mooring::amazon_simulator {

class OracleRow {
 public:
  OracleRow(std::string& out, std::string_view stream) : out_(out) {
    out_ += "{\"stream\":" + json_text(stream);
  }
  ~OracleRow() { out_ += "}\n"; }
  OracleRow(const OracleRow&) = delete;
  OracleRow& operator=(const OracleRow&) = delete;
  void text(std::string_view name, std::string_view value) { raw(name, json_text(value)); }
  void number(std::string_view name, int64_t value) { raw(name, std::to_string(value)); }
  void time(std::string_view name, int64_t us) { text(name, host::format_time(host::from_unix_us(us))); }
  void null(std::string_view name) { raw(name, "null"); }
  void text_or_null(std::string_view name, std::string_view value) {
    value.empty() ? null(name) : text(name, value);
  }
  void raw(std::string_view name, std::string_view json) {
    out_ += ',';
    append_json_text(out_, name);
    out_ += ':';
    out_ += json;
  }

 private:
  std::string& out_;
};

}  // namespace mooring::amazon_simulator
