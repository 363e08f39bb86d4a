// The host's log: one line per event on a stream, as text or JSON, with secrets removed by value.
// Thread-safe. The composition root owns one Redactor and one Logger.
#pragma once
#include <initializer_list>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/secret.hpp"
#include "base/secret_scan.hpp"

namespace mooring::host {

// Knows every secret the host holds and replaces it wherever it would be written.
class Redactor {
 public:
  void add(const Secret& secret);  // values shorter than kSecretLengthMin are not searched for
  void remove(const Secret& secret);
  std::string redact(std::string_view text) const;
  SecretScan scan() const;  // of what is known now: for large texts that leave the host

 private:
  struct Entry {
    std::string value, encoded;  // as it is, and as it would stand in a URL or a form (empty: the same)
    int times_added = 1;
  };
  mutable std::shared_mutex mutex_;
  std::vector<Entry> entries_;  // longest first
};

enum class LogLevel { debug, info, warning, error };
enum class LogFormat { text, json };

class Logger {
 public:
  using Field = std::pair<std::string_view, std::string>;

  Logger(int fd, LogLevel level, LogFormat format, const Clock& clock, const Redactor& redactor);
  void log(LogLevel level, std::string_view message, std::initializer_list<Field> fields = {});
  void debug(std::string_view message, std::initializer_list<Field> fields = {});
  void info(std::string_view message, std::initializer_list<Field> fields = {});
  void warning(std::string_view message, std::initializer_list<Field> fields = {});
  void error(std::string_view message, std::initializer_list<Field> fields = {});

 private:
  int fd_;
  LogLevel level_;
  LogFormat format_;
  const Clock& clock_;
  const Redactor& redactor_;
  std::mutex mutex_;
};

}  // namespace mooring::host
