// The SQL scripts of migrations.cpp, in files by what they are about. Released scripts are never edited.
// Times are UTC microseconds. STRICT keeps a wrong bind from storing text where a number belongs.
#pragma once

namespace mooring::host::migration_scripts {

extern const char kHostTables[];
extern const char kMarketplacesOfStreams[];
extern const char kBadgeHistory[];
extern const char kActivityDetails[];
extern const char kSlotFacts[];
extern const char kConnectionLife[];
extern const char kActivitySearch[];
extern const char kAccess[];
extern const char kConnectionMarks[];
extern const char kBackfills[];
extern const char kNamelessSessions[];
extern const char kFailureKinds[];

}  // namespace mooring::host::migration_scripts
