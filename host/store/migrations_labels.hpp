// Names of connections that nobody can see were once accepted. Included by migrations.cpp only; never changed once it was
// released.
#pragma once

namespace mooring::host::migration_scripts {

// Blank: nothing but spaces of any width, joiners and fillers.
inline const char kBlankLabels[] = R"sql(
UPDATE connections
SET label = CASE WHEN trim(account_name) <> '' THEN trim(account_name) WHEN account_id <> '' THEN account_id ELSE id END,
    version = version + 1
WHERE trim(label, char(32, 160, 173, 4447, 4448, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202,
                       8203, 8204, 8205, 8206, 8207, 8239, 8287, 8288, 10240, 12288, 12644, 65279)) = '';
)sql";

// Blank by all that nobody sees, as base/unseen.hpp has it.
inline const char kUnseenLabels[] = R"sql(
UPDATE connections
SET label = CASE WHEN trim(account_name) <> '' THEN trim(account_name) WHEN account_id <> '' THEN account_id ELSE id END,
    version = version + 1
WHERE label NOT GLOB '*[^' || char(1, 45, 32, 127, 45, 160, 173, 847, 1564, 4447, 4448, 5760, 6068, 6069, 6155, 45, 6159,
                                   8192, 45, 8207, 8232, 45, 8239, 8287, 45, 8303, 10240, 12288, 12644, 65024, 45, 65039,
                                   65279, 65440, 65520, 45, 65531, 113824, 45, 113827, 119155, 45, 119162,
                                   917504, 45, 921599) || ']*';
)sql";

}  // namespace mooring::host::migration_scripts
