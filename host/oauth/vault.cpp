#include "oauth/vault.hpp"

#include "base/text.hpp"
#include "oauth/cipher.hpp"
#include "oauth/key_file.hpp"
#include "store/rows_life.hpp"

namespace mooring::host {
namespace {

constexpr std::string_view kDataKeyName = "key";

std::string data_key_context(const std::string& connection_id, const std::string& key_id) {
  return cipher_context({"mooring data key", connection_id, kDataKeyName, key_id});
}
std::string value_context(const std::string& connection_id, const std::string& name,
                          const std::string& key_id) {
  return cipher_context({"mooring value", connection_id, name, key_id});
}
std::string text_context(const std::string& purpose, const std::string& key_id) {
  return cipher_context({"mooring text", purpose, key_id});
}

tl::unexpected<Error> damaged(const std::string& what) {
  return fail("secret_damaged", what + " cannot be opened: it was changed, or sealed by another key file",
              "Put back the key file that belongs to this database, or connect the account again");
}
tl::unexpected<Error> not_sealed() {
  return fail("secret_not_sealed", "a secret could not be sealed",
              "Check the memory of the machine and try again");
}

}  // namespace

struct Vault::State {
  Secret key;
  std::string key_id;
  Random& random;
  Redactor& redactor;

  Result<Secret> data_key(Session& session, const std::string& connection_id) const {
    auto row = rows::find_sealed(session, connection_id, std::string(kDataKeyName));
    if (!row)
      return fail("secret_missing", "no data key is stored for the connection " + connection_id,
                  "Connect the account again");
    auto opened = unseal(key, row->sealed, data_key_context(connection_id, row->key_id));
    if (!opened) return damaged("the data key of the connection " + connection_id);
    return std::move(*opened);
  }

  Result<Secret> make_data_key(Session& session, const std::string& connection_id) const {
    std::string bytes(kCipherKeyBytes, '\0');
    random.fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    Secret made(std::move(bytes));
    auto sealed = seal(key, made, data_key_context(connection_id, key_id), random);
    if (!sealed) return not_sealed();
    rows::put_sealed(session, {connection_id, std::string(kDataKeyName), key_id, std::move(*sealed)});
    return made;
  }
};

Vault::Vault(std::unique_ptr<State> state) : state_(std::move(state)) {}
Vault::~Vault() = default;

Result<std::unique_ptr<Vault>> Vault::open(const std::filesystem::path& key_file, bool create, Random& random,
                                           Redactor& redactor) {
  auto key = read_key_file(key_file);
  if (!key && create && key.error().code == "vault_key_missing") {
    if (auto made = create_key_file(key_file, random); !made) return fail(made.error());
    key = read_key_file(key_file);
  }
  if (!key) return fail(key.error());
  std::string_view bytes = key->reveal();
  redactor.add(Secret(hex_encode({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()})));
  std::string key_id = key_id_of(*key);
  auto state = std::make_unique<State>(State{std::move(*key), std::move(key_id), random, redactor});
  return std::unique_ptr<Vault>(new Vault(std::move(state)));
}

Status Vault::put(Session& session, const std::string& connection_id, const std::string& name,
                  const Secret& value) {
  if (name.empty() || name == kDataKeyName)
    return fail("secret_name_invalid", "the name '" + name + "' cannot be used for a secret");
  state_->redactor.add(value);
  auto data_key = state_->data_key(session, connection_id);
  // One that another key file sealed can never open anything again for this host: connecting anew, as the error
  // says, must work. Only a grant that is being replaced is lost with it.
  if (!data_key && (data_key.error().code == "secret_missing" || data_key.error().code == "secret_damaged"))
    data_key = state_->make_data_key(session, connection_id);
  if (!data_key) return fail(data_key.error());
  std::string id = key_id_of(*data_key);
  auto sealed = seal(*data_key, value, value_context(connection_id, name, id), state_->random);
  if (!sealed) return not_sealed();
  rows::put_sealed(session, {connection_id, name, id, std::move(*sealed)});
  return {};
}

Status Vault::erase(Session& session, const std::string& connection_id, const std::string& name) {
  if (name == kDataKeyName) return fail("secret_name_invalid", "the data key is not erased by name");
  rows::delete_sealed(session, connection_id, name);
  return {};
}

void Vault::shred(Session& session, const std::string& connection_id) {
  const rows::OverwriteDeleted overwrite(session);
  rows::delete_rows_of_connection(session, "sealed_values", connection_id, 1);
}

Result<Secret> Vault::get(Session& session, const std::string& connection_id, const std::string& name) {
  auto row = rows::find_sealed(session, connection_id, name);
  if (!row || name == kDataKeyName)
    return fail("secret_missing", "no secret '" + name + "' is stored for the connection " + connection_id,
                "Connect the account again");
  auto data_key = state_->data_key(session, connection_id);
  if (!data_key) return fail(data_key.error());
  auto value = unseal(*data_key, row->sealed, value_context(connection_id, name, row->key_id));
  if (!value) return damaged("the secret '" + name + "' of the connection " + connection_id);
  state_->redactor.add(*value);
  return std::move(*value);
}

Result<std::string> Vault::seal_text(const Secret& value, const std::string& purpose) {
  auto sealed = seal(state_->key, value, text_context(purpose, state_->key_id), state_->random);
  if (!sealed) return not_sealed();
  return hex_encode({reinterpret_cast<const unsigned char*>(sealed->data()), sealed->size()});
}

Result<Secret> Vault::open_text(const std::string& sealed, const std::string& purpose) {
  auto bytes = hex_decode(sealed);
  auto value = bytes ? unseal(state_->key, *bytes, text_context(purpose, state_->key_id)) : std::nullopt;
  if (!value) return damaged("a sealed " + purpose);
  state_->redactor.add(*value);
  return std::move(*value);
}

}  // namespace mooring::host
