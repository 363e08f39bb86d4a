// What is sent: the JSON of a webhook, Slack's incoming-webhook payload, the text of a mail, and the signature.
// docs/operate/alerts.md is the contract. Pure.
#pragma once
#include <string>
#include <vector>

#include "alerts/alert.hpp"
#include "base/secret.hpp"
#include "transport/transport.hpp"

namespace mooring::host {

struct AlertMessage {
  std::string delivery_id;  // the same at every attempt
  int64_t repeats = 0;      // how many alike were folded into it
  Alert alert;
};

std::string webhook_body(const AlertMessage& message);
std::string slack_body(const AlertMessage& message);
std::string mail_subject(const AlertMessage& message);
std::string mail_text(const AlertMessage& message);

// "t=<unix seconds>,v1=<hex>" and one more v1 for each further secret: HMAC-SHA256 over "<t>.<body>".
std::string signature_of(const std::vector<Secret>& secrets, Timestamp now, const std::string& body);
// Of a webhook: content type, Mooring-Delivery, Mooring-Event, and Mooring-Signature where there are secrets.
HttpHeaders webhook_headers(const AlertMessage& message, const std::vector<Secret>& secrets, Timestamp now,
                            const std::string& body);

}  // namespace mooring::host
