// Runs a plugin's identify/1 task with an access token: of a grant that is not adopted yet, or of the one in use when
// a connection is looked at again. Implements connections/identifier.hpp; the task itself runs over the core executor.
#pragma once
#include <map>
#include <memory>

#include "connections/identifier.hpp"
#include "sync/channel_client.hpp"

namespace mooring::host {

class Identification;

class TaskIdentifier final : public Identifier {
 public:
  TaskIdentifier(TaskRunner& tasks, ChannelClient& client, Executor& core, const Clock& clock)
      : tasks_(tasks), client_(client), core_(core), clock_(clock) {}
  IdentityResult identify(const ConnectionRow& connection, const ChannelSetup& setup,
                          const Secret& access_token, const KnownAccount& known) override;
  void start(const ConnectionRow& connection, const ChannelSetup& setup, const Secret& access_token,
             const KnownAccount& known, std::function<void(IdentityResult)> done) override;
  void cancel(const std::string& connection_id) override;
  // The host stops: none begins any more, and those under way end, so that nobody waits for a provider. Any thread.
  void stop();

 private:
  void end_all_of(const std::string& connection_id);  // empty: of all

  TaskRunner& tasks_;
  ChannelClient& client_;
  Executor& core_;
  const Clock& clock_;
  bool stopping_ = false;                                                // core's own
  std::multimap<std::string, std::weak_ptr<Identification>> under_way_;  // by connection; core's own
};

}  // namespace mooring::host
