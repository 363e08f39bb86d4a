#include "base/log.hpp"

#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

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

// Which runs of eight bytes stand in a text, by their hashes. Of many thousands of secrets nearly each is ruled out by the two
// runs that it ends with (tokens of one provider begin alike), without searching the text for it.
class Windows {
 public:
  explicit Windows(std::string_view text)
      : seen_(std::min(std::bit_ceil(text.size()), kWordsMax)), shift_(58 - std::countr_zero(seen_.size())) {
    for (size_t at = 0; at + kBytes <= text.size(); ++at) {
      const uint64_t hash = hash_of(text.data() + at);
      seen_[word_of(hash)] |= bit_of(hash);
    }
  }
  bool may_hold(std::string_view secret) const {
    const char* const end = secret.data() + secret.size();
    return holds(end - kBytes) && (secret.size() < 2 * kBytes || holds(end - 2 * kBytes));
  }

 private:
  static constexpr size_t kBytes = sizeof(uint64_t), kWordsMax = 1 << 16;
  static_assert(limits::kSecretLengthMin >= kBytes);

  static uint64_t hash_of(const char* bytes) {
    uint64_t run = 0;
    std::memcpy(&run, bytes, kBytes);
    return run * 0x9e3779b97f4a7c15ULL;
  }
  size_t word_of(uint64_t hash) const { return static_cast<size_t>(hash >> shift_) / 64; }
  uint64_t bit_of(uint64_t hash) const { return uint64_t{1} << (hash >> shift_) % 64; }
  bool holds(const char* bytes) const {
    const uint64_t hash = hash_of(bytes);
    return (seen_[word_of(hash)] & bit_of(hash)) != 0;
  }

  std::vector<uint64_t> seen_;  // 64 bits for each byte of the text
  int shift_;
};

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
  if (text.size() < limits::kSecretLengthMin) return out;
  const Windows windows(text);
  auto replace = [&](const std::string& secret) {
    if (!windows.may_hold(secret)) return;
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
