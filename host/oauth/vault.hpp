// Tokens at rest: AES-256-GCM under a data key per connection, which is itself sealed by the key file.
// The associated data binds every sealed value to its connection, name and key, so that a value cannot be
// moved to another row. Thread-safe. What it opens is registered with the Redactor, and stays so for a day after it was replaced.
// The key file is exchanged while the host runs (connections/key_rotation.hpp): prepare -> reseal in one transaction -> adopt,
// or drop. In between both keys open what they sealed, so that a reader with an older snapshot is not told of damage.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/secret.hpp"
#include "store/rows.hpp"

namespace mooring::host {

class Vault {
 public:
  // Reads the key file, or makes it (0600, 32 random bytes as hex, synced to disk) when `create` and it does
  // not exist. Errors: vault_key_unreadable, vault_key_permissions (group or others may read it),
  // vault_key_malformed, vault_key_missing.
  static Result<std::unique_ptr<Vault>> open(const std::filesystem::path& key_file, bool create,
                                             Random& random, Redactor& redactor);
  ~Vault();

  // Inside Database::write.
  Status put(Session& session, const std::string& connection_id, const std::string& name,
             const Secret& value);
  Status erase(Session& session, const std::string& connection_id, const std::string& name);
  // Inside Database::write: destroys the data key and all that it sealed. Whoever has a copy of the database file from
  // before, and the key file, can still open it.
  void shred(Session& session, const std::string& connection_id);
  // Inside Database::read or write. Errors: secret_missing, secret_damaged (tampered, or another key file).
  Result<Secret> get(Session& session, const std::string& connection_id, const std::string& name);

  // For small values that are not tied to a connection's data key (a PKCE verifier): sealed by the key file
  // directly. Seal inside the Database::write that keeps the value: a rotation before that would not find it.
  Result<std::string> seal_text(const Secret& value, const std::string& purpose);
  Result<Secret> open_text(const std::string& sealed, const std::string& purpose);

  void drop_replaced(
      SteadyTime now);  // every few hours: forgets, for the Redactor, what was replaced long ago

  // Rotation. One at a time; the caller sees to that.
  std::string key_id() const;                 // of the key that seals now
  void prepare_next(const Secret& next_key);  // opens from now on what it sealed
  // Inside Database::write, after prepare_next: gives the owner a new data key under the next key and seals its values
  // anew. False: its data key, or a value of it, cannot be opened, and all of it stays as it was.
  Result<bool> reseal(Session& session, const std::string& connection_id);
  Result<std::string> reseal_text(const std::string& sealed, const std::string& purpose);
  void adopt_next();  // the transaction is committed: seals by it from now on
  void drop_next();   // it was not

 private:
  struct Keys;
  struct State;
  explicit Vault(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace mooring::host
