// Requests that carried an Idempotency-Key, and what they were answered with. Called inside Database::write.
#pragma once
#include <optional>
#include <string>

#include "store/database.hpp"

namespace mooring::host {

struct IdempotencyRow {
  std::string caller, key;
  std::string request_hash;  // of method, address and body
  std::string process;       // the host's run that took it on
  int status = 0;            // of the answer; 0: not answered yet
  bool withheld = false;     // the answer is not kept: it held a secret, or was too long
  std::string headers;       // "Name: value" lines that are given again
  std::string answer;
  Timestamp created_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::optional<IdempotencyRow> find_idempotency_key(Session&, const std::string& caller,
                                                   const std::string& key);
void insert_idempotency_key(Session&, const IdempotencyRow&);
void answer_idempotency_key(Session&, const IdempotencyRow&);
void delete_idempotency_key(Session&, const std::string& caller, const std::string& key);
// Some of those made before `before`, and the oldest of a caller beyond `keys_max`.
void tidy_idempotency_keys(Session&, const std::string& caller, Timestamp before, int64_t keys_max,
                           int64_t at_once);

size_t delete_idempotency_keys_before(Session&, Timestamp before);
// Those whose answer has this text in it: an id that nothing shall be left of.
size_t delete_idempotency_keys_naming(Session&, const std::string& id);

}  // namespace mooring::host::rows
