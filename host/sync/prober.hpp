// Implements connections/prober.hpp over the channel client: one try for each probe, and patience with its budget.
// Core executor.
#pragma once
#include <list>
#include <memory>

#include "connections/prober.hpp"
#include "sync/channel_client.hpp"

namespace mooring::host {

class ProbeRound;

class ChannelProber final : public Prober {
 public:
  using TokensOf = std::function<AccessTokens(const std::string& connection_id)>;
  ChannelProber(ChannelClient& client, TokensOf tokens_of, Executor& core, const Redactor& redactor)
      : client_(client), tokens_of_(std::move(tokens_of)), core_(core), redactor_(redactor) {}
  ~ChannelProber() override;
  void start(const std::string& connection_id, const ChannelSetup& setup, std::vector<ProbeCall> calls,
             bool urgent, std::function<void(const ProbeCall&, ProbeOutcome)> one,
             std::function<void()> done) override;

 private:
  ChannelClient& client_;
  TokensOf tokens_of_;
  Executor& core_;
  const Redactor& redactor_;
  std::list<std::shared_ptr<ProbeRound>> rounds_;
};

}  // namespace mooring::host
