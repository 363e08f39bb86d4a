#include "base/log.hpp"

#include <unistd.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr std::string_view kRedacted = "[secret]";

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return "debug";
    case LogLevel::info:
      return "info";
    case LogLevel::warning:
      return "warning";
    case LogLevel::error:
      return "error";
  }
  return "error";
}

}  // namespace

void Redactor::add(const Secret& secret) {
  if (secret.reveal().size() < limits::kSecretLengthMin) return;
  std::unique_lock lock(mutex_);
  for (Entry& entry : entries_)
    if (entry.value == secret.reveal()) {
      ++entry.times_added;
      return;
    }
  Entry added{std::string(secret.reveal()), url_encode(secret.reveal())};
  if (added.encoded == added.value) added.encoded.clear();
  // Longest first: where one secret begins another, redacting the shorter would leave the rest of the longer
  // one.
  auto at = std::find_if(entries_.begin(), entries_.end(),
                         [&](const Entry& entry) { return entry.value.size() < added.value.size(); });
  entries_.insert(at, std::move(added));
}

void Redactor::remove(const Secret& secret) {
  std::unique_lock lock(mutex_);
  auto found = std::find_if(entries_.begin(), entries_.end(),
                            [&](const Entry& entry) { return entry.value == secret.reveal(); });
  if (found == entries_.end() || --found->times_added > 0) return;
  wipe_string(found->value);
  wipe_string(found->encoded);
  entries_.erase(found);
}

std::string Redactor::redact(std::string_view text) const {
  std::string out(text);
  auto replace = [&out](const std::string& secret) {
    for (size_t at = out.find(secret); at != std::string::npos; at = out.find(secret, at + kRedacted.size()))
      out.replace(at, secret.size(), kRedacted);
  };
  std::shared_lock lock(mutex_);
  for (const Entry& entry : entries_) {
    if (entry.value.size() > text.size()) continue;
    replace(entry.value);
    if (!entry.encoded.empty()) replace(entry.encoded);
  }
  return out;
}

SecretScan Redactor::scan() const {
  SecretScan scan;
  std::shared_lock lock(mutex_);
  for (const Entry& entry : entries_)
    scan.add(entry.value);
  return scan;
}

Logger::Logger(int fd, LogLevel level, LogFormat format, const Clock& clock, const Redactor& redactor)
    : fd_(fd), level_(level), format_(format), clock_(clock), redactor_(redactor) {}

void Logger::log(LogLevel level, std::string_view message, std::initializer_list<Field> fields) {
  if (level < level_) return;
  std::string line;
  if (format_ == LogFormat::json) {
    line = "{\"time\":\"" + format_time(clock_.now()) + "\",\"level\":\"" + std::string(level_name(level)) +
           "\",\"message\":" + json_quote(redactor_.redact(message));
    for (const auto& [key, value] : fields)
      line += ",\"" + std::string(key) + "\":" + json_quote(redactor_.redact(value));
    line += "}\n";
  } else {
    line = format_time(clock_.now()) + " " + std::string(level_name(level)) + " " +
           clean_line(redactor_.redact(message), limits::kLogFieldBytesMax);
    for (const auto& [key, value] : fields)
      line += " " + std::string(key) + "=" + json_quote(redactor_.redact(value));
    line += "\n";
  }
  std::lock_guard lock(mutex_);
  // A full disk or a closed pipe must not stop the host; the next line is tried again.
  [[maybe_unused]] ssize_t written = ::write(fd_, line.data(), line.size());
}

void Logger::debug(std::string_view message, std::initializer_list<Field> fields) {
  log(LogLevel::debug, message, fields);
}
void Logger::info(std::string_view message, std::initializer_list<Field> fields) {
  log(LogLevel::info, message, fields);
}
void Logger::warning(std::string_view message, std::initializer_list<Field> fields) {
  log(LogLevel::warning, message, fields);
}
void Logger::error(std::string_view message, std::initializer_list<Field> fields) {
  log(LogLevel::error, message, fields);
}

}  // namespace mooring::host
