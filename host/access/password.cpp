#include "access/password.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <set>
#include <vector>

#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kSaltBytes = 16;
constexpr size_t kKeyBytes = 32;

constexpr std::array<std::string_view, 16> kCommonWords{
    "administrator", "password", "passwort", "welcome", "changeme", "letmein", "iloveyou", "mooring",
    "qwertyuiop",    "qwerty",   "qwertz",   "asdfgh",  "secret",   "admin",   "monkey",   "dragon"};

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

void remove_all(std::string& text, std::string_view part) {
  if (part.empty()) return;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part))
    text.erase(at, part.size());
}

// "abcdef", "987654", "aaaaaa": what one step tells of the rest.
bool is_sequence(const std::string& text) {
  size_t steady = 0;
  for (size_t i = 2; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    steady += step == text[i - 1] - text[i - 2] && step >= -1 && step <= 1;
  }
  return text.size() > 2 && steady * 4 >= (text.size() - 2) * 3;
}

tl::unexpected<Error> weak(std::string message) {
  return fail("password_weak", std::move(message),
              "Use at least " + std::to_string(limits::kPasswordCharactersMin) +
                  " characters, for example four words that do not belong together");
}

struct Stored {
  ScryptCost cost;
  std::string salt, key;
};

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  return problem == std::errc{} && end == text.data() + text.size();
}

std::optional<Stored> read_stored(const std::string& text) {
  std::vector<std::string_view> parts;
  std::string_view rest(text);
  for (size_t at = rest.find('$'); at != std::string_view::npos; at = rest.find('$')) {
    parts.push_back(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  parts.push_back(rest);
  Stored stored;
  if (parts.size() != 6 || parts[0] != "scrypt" || !read_number(parts[1], stored.cost.n) ||
      !read_number(parts[2], stored.cost.r) || !read_number(parts[3], stored.cost.p))
    return std::nullopt;
  stored.salt = parts[4];
  stored.key = parts[5];
  return stored;
}

}  // namespace

Status check_new_password(const std::string& user_name, const Secret& password) {
  const std::string_view text = password.reveal();
  if (text.size() > limits::kPasswordBytesMax)
    return weak("The password is longer than " + std::to_string(limits::kPasswordBytesMax) + " bytes");
  if (count_characters(text) < limits::kPasswordCharactersMin) return weak("The password is too short");
  std::string own = lower_ascii(text);
  if (is_sequence(own)) return weak("The password is a sequence of neighbouring characters");
  remove_all(own, lower_ascii(user_name));
  for (std::string_view word : kCommonWords)
    remove_all(own, word);
  const std::set<char> distinct(own.begin(), own.end());
  const bool good =
      own.size() >= limits::kPasswordOwnCharactersMin && distinct.size() >= limits::kPasswordDistinctMin;
  wipe_string(own);
  if (good) return {};
  return weak("The password is easy to guess: a common word, the user's name or a few repeated characters");
}

PasswordHasher::PasswordHasher(Random& random, ScryptCost cost) : random_(random), cost_(cost) {}

Result<std::string> PasswordHasher::hash(const Secret& password) {
  const std::string salt = random_.token(kSaltBytes);
  auto key = derive(cost_, salt, password);
  if (!key) return fail(key.error());
  return "scrypt$" + std::to_string(cost_.n) + "$" + std::to_string(cost_.r) + "$" + std::to_string(cost_.p) +
         "$" + salt + "$" + *key;
}

Result<bool> PasswordHasher::verify(const std::string& stored, const Secret& password) {
  const auto known = read_stored(stored);
  auto key = known ? derive(known->cost, known->salt, password) : derive(cost_, "no-such-user", password);
  if (!key) return fail(key.error());
  return known && Secret(std::move(*key)) == Secret(known->key);
}

// Guessers must not hold every thread of the admin interface while they wait for their turn.
bool PasswordHasher::take_place() {
  if (free_.try_acquire()) return true;
  if (++waiting_ > limits::kPasswordsWaitingMax) return --waiting_, false;
  const bool taken = free_.try_acquire_for(limits::kPasswordWait);
  --waiting_;
  return taken;
}

Result<std::string> PasswordHasher::derive(const ScryptCost& cost, const std::string& salt,
                                           const Secret& password) {
  if (!take_place())
    return fail("passwords_busy", "Too many people sign in at this moment", "Try again in a few seconds");
  std::array<unsigned char, kKeyBytes> key{};
  const std::string_view text = password.reveal();
  const int done = EVP_PBE_scrypt(text.data(), text.size(),
                                  reinterpret_cast<const unsigned char*>(salt.data()), salt.size(), cost.n,
                                  cost.r, cost.p, limits::kScryptMemoryBytesMax, key.data(), key.size());
  free_.release();
  if (done != 1)
    return fail("password_hash_failed", "scrypt refused its cost or found no memory",
                "Check the memory of the machine; a damaged password is set anew with a sign-in link");
  return hex_encode(key);
}

}  // namespace mooring::host
