// Runs a plugin's identify/1 task with an access token: of a grant that is not adopted yet, or of the one in use when
// a connection is looked at again. Implements connections/identifier.hpp; the task itself runs over the core executor.
#pragma once
#include "connections/identifier.hpp"
#include "sync/channel_client.hpp"

namespace mooring::host {

class TaskIdentifier final : public Identifier {
 public:
  TaskIdentifier(TaskRunner& tasks, ChannelClient& client, Executor& core, const Clock& clock)
      : tasks_(tasks), client_(client), core_(core), clock_(clock) {}
  IdentityResult identify(const ConnectionRow& connection, const ChannelSetup& setup,
                          const Secret& access_token, const KnownAccount& known) override;
  void start(const ConnectionRow& connection, const ChannelSetup& setup, const Secret& access_token,
             const KnownAccount& known, std::function<void(IdentityResult)> done) override;

 private:
  TaskRunner& tasks_;
  ChannelClient& client_;
  Executor& core_;
  const Clock& clock_;
};

}  // namespace mooring::host
