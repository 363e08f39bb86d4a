#include "connections/key_rotation.hpp"

#include "connections/pending_grants.hpp"
#include "oauth/cipher.hpp"
#include "oauth/key_file.hpp"
#include "oauth/oauth.hpp"
#include "store/rows.hpp"
#include "store/rows_life.hpp"
#include "store/rows_vault.hpp"

namespace mooring::host {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKeyFact = "vault.key_id";  // of the key that sealed the database; none: never rotated

Result<std::string> key_of_database(const Database& database) {
  std::string id;
  auto read = database.read([&](Session& session) -> Status {
    id = rows::get_fact(session, kKeyFact).value_or("");
    return {};
  });
  if (!read) return fail(read.error());
  return id;
}

std::string counted(size_t count, const std::string& one, const std::string& many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

ActivityRow entry_of(const KeyRotationReport& report, const std::string& actor) {
  ActivityRow entry;
  entry.kind = "vault.key_rotated";
  entry.severity = report.unreadable == 0 ? Severity::info : Severity::warning;
  entry.message = "The vault's key was exchanged; the secrets of " +
                  counted(report.resealed, "owner", "owners") + " were sealed anew";
  if (report.unreadable > 0)
    entry.message += ". " + counted(report.unreadable, "of them was", "of them were") +
                     " sealed by a key that is gone: connect these accounts again";
  entry.actor = actor;
  return entry;
}

}  // namespace

KeyRotation::KeyRotation(Database& database, Vault& vault, Journal& journal, const Clock& clock,
                         Random& random, Logger& logger, fs::path key_file)
    : database_(database),
      vault_(vault),
      journal_(journal),
      clock_(clock),
      random_(random),
      logger_(logger),
      key_file_(std::move(key_file)) {}

Status KeyRotation::settle(const Database& database, const fs::path& key_file, Logger& logger) {
  auto wanted = key_of_database(database);
  if (!wanted) return fail(wanted.error());
  auto next = read_key_file(next_key_file(key_file));
  if (!next && next.error().code == "vault_key_missing") {
    auto key = read_key_file(key_file);
    if (key && !wanted->empty() && key_id_of(*key) != *wanted)
      logger.error("the key file is not the one that the database was sealed with last",
                   {{"key_file", key_file.string()},
                    {"remedy", "put back the key file that belongs to this database"}});
    return {};
  }
  if (!next && next.error().code != "vault_key_malformed") return fail(next.error());
  if (!next || key_id_of(*next) != *wanted) {
    logger.warning("an exchange of the vault's key was cut before it took effect: the key stays as it was",
                   {});
    return remove_next_key(key_file);
  }
  logger.info("an exchange of the vault's key was cut after it took effect: the new key is put in place", {});
  return put_next_key_in_place(key_file);
}

Result<Secret> KeyRotation::make_next_key() {
  // One that is left from a rotation whose outcome was never known.
  if (auto settled = settle(database_, key_file_, logger_); !settled) return fail(settled.error());
  const fs::path file = next_key_file(key_file_);
  if (auto made = create_key_file(file, random_); !made) return fail(made.error());
  return read_key_file(file);
}

Status KeyRotation::reseal_texts(Session& session, KeyRotationReport& report) {
  const auto reseal = [&](const std::vector<rows::SealedText>& texts, const char* purpose, auto put) {
    for (const rows::SealedText& text : texts) {
      auto sealed = vault_.reseal_text(text.sealed, purpose);
      if (sealed)
        put(session, {text.key, std::move(*sealed)});
      else if (sealed.error().code == "secret_damaged")
        ++report.unreadable;
      else
        return Status(fail(sealed.error()));
    }
    return Status{};
  };
  if (auto done = reseal(rows::sealed_verifiers(session), kVerifierPurpose, rows::put_verifier); !done)
    return done;
  return reseal(rows::sealed_consents(session), kPendingConsentPurpose, rows::put_consent);
}

Status KeyRotation::reseal_all(Session& session, KeyRotationReport& report) {
  for (const std::string& owner : rows::sealed_owners(session)) {
    auto done = vault_.reseal(session, owner);
    if (!done) return fail(done.error());
    ++(*done ? report.resealed : report.unreadable);
  }
  return reseal_texts(session, report);
}

Result<KeyRotationReport> KeyRotation::rotate(const std::string& actor) {
  const std::unique_lock alone(one_at_a_time_, std::try_to_lock);
  if (!alone)
    return fail("rotation_under_way", "The vault's key is being exchanged already",
                "Wait until that is done");
  auto next = make_next_key();
  if (!next) return fail(next.error());
  KeyRotationReport report;
  report.at = clock_.now();
  report.key_id = key_id_of(*next);
  vault_.prepare_next(*next);
  auto written = database_.write([&](Session& session) -> Status {
    if (auto done = reseal_all(session, report); !done) return done;
    rows::put_fact(session, kKeyFact, report.key_id);
    journal_.append(session, entry_of(report, actor));
    database_.after_commit([this] { vault_.adopt_next(); });  // before the next write seals anything
    return {};
  });
  // A commit whose outcome nobody knows may have reached the disk: the database says. The next key stays in its file, for
  // the next start or the next rotation to judge.
  if (auto in_force = key_of_database(database_); !written && !(in_force && *in_force == report.key_id)) {
    if (in_force) vault_.drop_next();
    return fail(written.error());
  }
  vault_.adopt_next();
  if (auto placed = put_next_key_in_place(key_file_); !placed) {
    report.in_place = false;
    logger_.error(
        "the new vault key is in use but stands beside the key file: the next start puts it in place",
        {{"reason", describe(placed.error())}});
  }
  return report;
}

}  // namespace mooring::host
