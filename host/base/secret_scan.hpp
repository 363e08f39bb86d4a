// Takes secrets out of large texts that leave the host, in every form in which they may stand there: as they are,
// percent-encoded, as base64 or hex, escaped for JSON. Costs the length of the text, however many secrets there are; the
// log's lines go through the cheaper Redactor. Immutable after the last add, then any thread. Wipes what it holds.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mooring::host {

class SecretScan {
 public:
  SecretScan() = default;
  SecretScan(SecretScan&&) = default;
  SecretScan& operator=(SecretScan&&) = default;
  SecretScan(const SecretScan&) = delete;
  SecretScan& operator=(const SecretScan&) = delete;
  ~SecretScan();

  void add(std::string_view secret);  // shorter than kSecretLengthMin: not searched for
  std::string redact(std::string_view text) const;

 private:
  void add_form(std::string form);
  size_t longest_at(
      std::string_view rest) const;  // bytes of the longest secret that `rest` begins with; 0: none

  std::vector<std::string> forms_;
  std::unordered_multimap<uint64_t, size_t>
      by_start_;  // the first eight bytes of a form -> its place in forms_
  std::vector<bool> possible_ = std::vector<bool>(kPossible);

  static constexpr size_t kPossible = 1 << 16;  // of hashes: most places of a text are passed by this alone
};

}  // namespace mooring::host
