#include "oauth/vault.hpp"

#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "oauth/cipher.hpp"
#include "oauth/key_file.hpp"
#include "oauth/known_secrets.hpp"
#include "store/rows_life.hpp"
#include "store/rows_vault.hpp"

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

// As it stands in the file.
void hide(Redactor& redactor, const Secret& key) {
  std::string_view bytes = key.reveal();
  redactor.add(Secret(hex_encode({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()})));
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

// The keys that open something, by what names them; `sealing` is one of them.
struct Vault::Keys {
  std::map<std::string, Secret> by_id;
  std::string sealing, next;
  const Secret& sealing_key() const { return by_id.at(sealing); }
};

struct Vault::State {
  State(Keys keys, Random& the_random, Redactor& the_redactor)
      : random(the_random),
        redactor(the_redactor),
        secrets(the_redactor),
        keys_(std::make_shared<const Keys>(std::move(keys))) {}

  std::shared_ptr<const Keys> keys() const {
    std::lock_guard lock(mutex_);
    return keys_;
  }
  void set_keys(Keys keys) {
    std::lock_guard lock(mutex_);
    keys_ = std::make_shared<const Keys>(std::move(keys));
  }

  Result<Secret> data_key(Session& session, const std::string& connection_id) const {
    auto row = rows::find_sealed(session, connection_id, std::string(kDataKeyName));
    if (!row)
      return fail("secret_missing", "no data key is stored for the connection " + connection_id,
                  "Connect the account again");
    const auto known = keys();
    const auto key = known->by_id.find(row->key_id);
    auto opened = key == known->by_id.end()
                      ? std::nullopt
                      : unseal(key->second, row->sealed, data_key_context(connection_id, row->key_id));
    if (!opened) return damaged("the data key of the connection " + connection_id);
    return std::move(*opened);
  }

  Result<Secret> make_data_key(Session& session, const std::string& connection_id,
                               const std::string& key_id) {
    std::string bytes(kCipherKeyBytes, '\0');
    random.fill({reinterpret_cast<unsigned char*>(bytes.data()), bytes.size()});
    Secret made(std::move(bytes));
    auto sealed = seal(keys()->by_id.at(key_id), made, data_key_context(connection_id, key_id), random);
    if (!sealed) return not_sealed();
    rows::put_sealed(session, {connection_id, std::string(kDataKeyName), key_id, std::move(*sealed)});
    return made;
  }

  Status put(Session& session, const std::string& connection_id, const std::string& name, const Secret& value,
             const Secret& data_key) {
    std::string id = key_id_of(data_key);
    auto sealed = seal(data_key, value, value_context(connection_id, name, id), random);
    if (!sealed) return not_sealed();
    rows::put_sealed(session, {connection_id, name, id, std::move(*sealed)});
    return {};
  }

  Result<std::string> seal_text(const Secret& value, const std::string& purpose, const std::string& key_id) {
    auto sealed = seal(keys()->by_id.at(key_id), value, text_context(purpose, key_id), random);
    if (!sealed) return not_sealed();
    return hex_encode({reinterpret_cast<const unsigned char*>(sealed->data()), sealed->size()});
  }

  Random& random;
  Redactor& redactor;
  KnownSecrets secrets;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Keys> keys_;
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
  hide(redactor, *key);
  Keys keys;
  keys.sealing = key_id_of(*key);
  keys.by_id.emplace(keys.sealing, std::move(*key));
  return std::unique_ptr<Vault>(new Vault(std::make_unique<State>(std::move(keys), random, redactor)));
}

Status Vault::put(Session& session, const std::string& connection_id, const std::string& name,
                  const Secret& value) {
  if (name.empty() || name == kDataKeyName)
    return fail("secret_name_invalid", "the name '" + name + "' cannot be used for a secret");
  state_->secrets.is_now(connection_id, name, value);
  auto data_key = state_->data_key(session, connection_id);
  // One that another key file sealed can never open anything again for this host: connecting anew, as the error
  // says, must work. Only a grant that is being replaced is lost with it.
  if (!data_key && (data_key.error().code == "secret_missing" || data_key.error().code == "secret_damaged"))
    data_key = state_->make_data_key(session, connection_id, key_id());
  if (!data_key) return fail(data_key.error());
  return state_->put(session, connection_id, name, value, *data_key);
}

Status Vault::erase(Session& session, const std::string& connection_id, const std::string& name) {
  if (name == kDataKeyName) return fail("secret_name_invalid", "the data key is not erased by name");
  rows::delete_sealed(session, connection_id, name);
  state_->secrets.is_gone(connection_id, name);
  return {};
}

void Vault::shred(Session& session, const std::string& connection_id) {
  rows::delete_rows_of_connection(session, "sealed_values", connection_id, 1);
  state_->secrets.all_gone(connection_id);
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
  state_->secrets.is_now(connection_id, name, *value);
  return std::move(*value);
}

Result<std::string> Vault::seal_text(const Secret& value, const std::string& purpose) {
  return state_->seal_text(value, purpose, key_id());
}

Result<Secret> Vault::open_text(const std::string& sealed, const std::string& purpose) {
  const auto bytes = hex_decode(sealed);
  const auto keys = state_->keys();
  std::optional<Secret> value;
  for (auto key = keys->by_id.begin(); bytes && !value && key != keys->by_id.end(); ++key)
    value = unseal(key->second, *bytes, text_context(purpose, key->first));
  if (!value) return damaged("a sealed " + purpose);
  state_->secrets.passing(*value);
  return std::move(*value);
}

void Vault::drop_replaced(SteadyTime now) {
  state_->secrets.drop_old(now);
}

std::string Vault::key_id() const {
  return state_->keys()->sealing;
}

void Vault::prepare_next(const Secret& next_key) {
  hide(state_->redactor, next_key);
  Keys keys = *state_->keys();
  keys.next = key_id_of(next_key);
  keys.by_id.emplace(keys.next, next_key);
  state_->set_keys(std::move(keys));
}

Result<bool> Vault::reseal(Session& session, const std::string& connection_id) {
  if (!state_->data_key(session, connection_id)) return false;
  std::vector<std::pair<std::string, Secret>> values;
  for (const std::string& name : rows::sealed_names(session, connection_id)) {
    if (name == kDataKeyName) continue;
    auto value = get(session, connection_id, name);
    if (!value) return false;
    values.emplace_back(name, std::move(*value));
  }
  auto data_key = state_->make_data_key(session, connection_id, state_->keys()->next);
  if (!data_key) return fail(data_key.error());
  for (const auto& [name, value] : values)
    if (auto kept = state_->put(session, connection_id, name, value, *data_key); !kept)
      return fail(kept.error());
  return true;
}

Result<std::string> Vault::reseal_text(const std::string& sealed, const std::string& purpose) {
  auto value = open_text(sealed, purpose);
  if (!value) return fail(value.error());
  return state_->seal_text(*value, purpose, state_->keys()->next);
}

void Vault::adopt_next() {
  Keys keys = *state_->keys();
  if (keys.next.empty()) return;
  // The one before stays for readers of an older snapshot; those before that can open nothing any more.
  std::erase_if(keys.by_id,
                [&](const auto& one) { return one.first != keys.sealing && one.first != keys.next; });
  keys.sealing = std::exchange(keys.next, {});
  state_->set_keys(std::move(keys));
}

void Vault::drop_next() {
  Keys keys = *state_->keys();
  if (keys.next.empty()) return;
  keys.by_id.erase(std::exchange(keys.next, {}));
  state_->set_keys(std::move(keys));
}

}  // namespace mooring::host
