// A channel "shop" with the rules that its manifest would declare, a store, a vault, and everything on virtual time.
#pragma once
#include "oauth/grant_records.hpp"
#include "oauth/oauth.hpp"
#include "store/rows.hpp"
#include "support/scripted_transport.hpp"
#include "support/store_fixture.hpp"

namespace mooring::host {

inline TokenErrorRule token_rule(std::optional<int> status, std::string error, std::string contains,
                                 AnswerMeaning means) {
  return {status, std::move(error), std::move(contains), means};
}

inline OAuthDescription shop_oauth() {
  OAuthDescription oauth;
  oauth.authorize_parameters = {
      {"application_id", "{application_id}"}, {"state", "{state}"}, {"redirect_uri", "{redirect_uri}"}};
  oauth.callback_code = "shop_code";
  oauth.callback_account = "seller_id";
  oauth.token_parameters = {{"redirect_uri", "{redirect_uri}"}};
  oauth.application_fields = {{"application_id", "Application id", ""}};
  oauth.token_errors = {
      token_rule(400, "invalid_grant", "user may have revoked", AnswerMeaning::grant_revoked),
      token_rule(400, "invalid_grant", "", AnswerMeaning::grant_rejected),
      token_rule({}, "invalid_client", "", AnswerMeaning::application_rejected),
      token_rule({}, "unauthorized_client", "", AnswerMeaning::application_rejected),
      token_rule({}, "invalid_scope", "", AnswerMeaning::application_rejected),
      token_rule({}, "unsupported_grant_type", "", AnswerMeaning::application_rejected),
      token_rule({}, "invalid_request", "", AnswerMeaning::application_rejected),
  };
  return oauth;
}

inline OAuthEndpoint shop_endpoint(const OAuthDescription& description) {
  OAuthEndpoint endpoint;
  endpoint.channel = "shop";
  endpoint.region = "NA";
  endpoint.issuer = "shop-na";
  endpoint.authorize_url = "https://shop.example.com/consent";
  endpoint.token_url = "https://login.example.com/token";
  endpoint.description = &description;
  endpoint.application = {{"client_id", "client-1"}, {"application_id", "app|1"}};
  endpoint.client_secret = Secret("the-client-secret");
  return endpoint;
}

struct OAuthFixture {
  test::TempDir folder;
  test::StoreFixture store;
  VirtualClock clock{test::at_second(1'800'000'000)};
  ManualExecutor core{clock};
  SeededRandom random{7};
  Redactor redactor;
  EventHub events;
  std::unique_ptr<Vault> vault = *Vault::open(folder / "vault.key", true, random, redactor);
  Journal journal{store.database(), clock, random, redactor, events, store.logger()};
  ScriptedTransport http{core};
  TokenClient client{http, redactor};
  OAuthDescription description = shop_oauth();

  // Runs what is ready here and on the writer thread, until neither has anything more to do.
  void settle() {
    do {
      while (core.run_ready() > 0) {
      }
      store.write([](Session&) {});  // everything posted before it is committed now
    } while (core.run_ready() > 0);
  }
  void run_for(Duration by, Duration step = std::chrono::milliseconds{500}) {
    settle();
    for (Duration left = by; left.count() > 0; left -= std::min(left, step)) {
      core.run_for(std::min(left, step));
      settle();
    }
  }

  void add_grant(const std::string& connection, const std::string& grant, const std::string& refresh_token) {
    store.write([&](Session& session) {
      GrantRow row;
      row.id = grant;
      row.connection_id = connection;
      row.source = "consent";
      row.issued_at = clock.now();
      rows::insert_grant(session, row);
      if (!vault->put(session, connection, refresh_token_name(grant), Secret(refresh_token)))
        throw std::runtime_error("put");
    });
  }
  void supersede(const GrantRow& old) {
    store.write([&](Session& session) {
      GrantRow row = old;
      row.state = GrantState::superseded;
      rows::update_grant(session, row);
    });
  }
  GrantRow grant(const std::string& connection) {
    return *store.read([&](Session& session) { return rows::active_or_last_grant(session, connection); });
  }
  std::string stored_token(const std::string& connection, const std::string& grant) {
    return store.read([&](Session& session) {
      auto token = vault->get(session, connection, refresh_token_name(grant));
      return token ? std::string(token->reveal()) : token.error().code;
    });
  }
  // Oldest first.
  std::vector<ActivityRow> entries(const std::string& connection) {
    auto found = store.read([&](Session& session) {
      rows::ActivityFilter filter;
      filter.connection_id = connection;
      return rows::list_activity(session, filter);
    });
    std::reverse(found.begin(), found.end());
    return found;
  }
  std::vector<std::string> kinds(const std::string& connection) {
    std::vector<std::string> kinds;
    for (const auto& entry : entries(connection))
      kinds.push_back(entry.kind);
    return kinds;
  }
};

}  // namespace mooring::host
