// Exchanges the vault's key while the host runs: every connection gets a new data key under a new key, and its secrets are
// sealed anew; nobody has to connect again. Safe wherever it is cut:
//
//   next key written beside the key file, synced -> ONE transaction: all secrets, the name of the key, the entry of who did
//   it -> next key renamed over the key file
//
// The database says which key sealed it. What a cut left behind is settled at the next start: a next key that the database
// names is put in place, any other one is removed. Owned by the composition root; any thread but the writer's.
#pragma once
#include <filesystem>
#include <mutex>
#include <string>

#include "oauth/vault.hpp"
#include "store/database.hpp"
#include "store/journal.hpp"

namespace mooring::host {

struct KeyRotationReport {
  Timestamp at;
  std::string key_id;     // names the new key without telling it
  size_t resealed = 0;    // connections, and others that keep secrets
  size_t unreadable = 0;  // sealed by a key that is gone; they stay as they were
  bool in_place = true;   // false: the next start of the host puts the key file in its place
};

class KeyRotation {
 public:
  KeyRotation(Database& database, Vault& vault, Journal& journal, const Clock& clock, Random& random,
              Logger& logger, std::filesystem::path key_file);

  // Before the vault is opened.
  static Status settle(const Database& database, const std::filesystem::path& key_file, Logger& logger);

  // Errors: rotation_under_way, vault_key_unreadable (the key's folder cannot be written to), and those of the store. After an
  // error the old key is the key.
  Result<KeyRotationReport> rotate(const std::string& actor);

 private:
  Result<Secret> make_next_key();
  Status reseal_all(Session& session, KeyRotationReport& report);
  Status reseal_texts(Session& session, KeyRotationReport& report);

  Database& database_;
  Vault& vault_;
  Journal& journal_;
  const Clock& clock_;
  Random& random_;
  Logger& logger_;
  const std::filesystem::path key_file_;
  std::mutex one_at_a_time_;
};

}  // namespace mooring::host
