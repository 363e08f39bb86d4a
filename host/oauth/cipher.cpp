#include "oauth/cipher.hpp"

#include <openssl/evp.h>

#include <memory>

#include "base/text.hpp"

namespace mooring::host {
namespace {

constexpr size_t kNonceBytes = 12, kTagBytes = 16, kKeyIdLength = 16;

struct ContextDeleter {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, ContextDeleter>;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
int size_of(std::string_view text) {
  return static_cast<int>(text.size());
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string cipher_context(std::initializer_list<std::string_view> parts) {
  std::string context;
  for (std::string_view part : parts)
    context.append(std::to_string(part.size())).append(":").append(part);
  return context;
}

std::optional<std::string> seal(const Secret& key, const Secret& value, std::string_view context,
                                Random& random) {
  CipherContext cipher(EVP_CIPHER_CTX_new());
  if (!cipher || key.reveal().size() != kCipherKeyBytes) return std::nullopt;
  std::string_view plain = value.reveal();
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  random.fill({bytes_of(sealed), kNonceBytes});
  unsigned char* out = bytes_of(sealed) + kNonceBytes;
  int size = 0;
  bool done = EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                                 bytes_of(sealed)) == 1 &&
              EVP_EncryptUpdate(cipher.get(), nullptr, &size, bytes_of(context), size_of(context)) == 1 &&
              EVP_EncryptUpdate(cipher.get(), out, &size, bytes_of(plain), size_of(plain)) == 1 &&
              EVP_EncryptFinal_ex(cipher.get(), out + plain.size(), &size) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, out + plain.size()) == 1;
  if (!done) return std::nullopt;
  return sealed;
}

std::optional<Secret> unseal(const Secret& key, std::string_view sealed, std::string_view context) {
  CipherContext cipher(EVP_CIPHER_CTX_new());
  if (!cipher || key.reveal().size() != kCipherKeyBytes || sealed.size() < kNonceBytes + kTagBytes)
    return std::nullopt;
  std::string_view body = sealed.substr(kNonceBytes, sealed.size() - kNonceBytes - kTagBytes);
  std::string tag(sealed.substr(sealed.size() - kTagBytes)), plain(body.size(), '\0');
  int size = 0;
  bool done = EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes_of(key.reveal()),
                                 bytes_of(sealed)) == 1 &&
              EVP_DecryptUpdate(cipher.get(), nullptr, &size, bytes_of(context), size_of(context)) == 1 &&
              EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &size, bytes_of(body), size_of(body)) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1 &&
              EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + plain.size(), &size) == 1;
  if (!done) {
    wipe_string(plain);
    return std::nullopt;
  }
  return Secret(std::move(plain));
}

std::string key_id_of(const Secret& key) {
  std::string labelled = "mooring key id:";
  labelled += key.reveal();
  std::string id = sha256_hex(labelled).substr(0, kKeyIdLength);
  wipe_string(labelled);
  return id;
}

std::optional<std::string> hex_decode(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (size_t i = 0; i < hex.size(); i += 2) {
    int high = hex_digit(hex[i]), low = hex_digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

}  // namespace mooring::host
