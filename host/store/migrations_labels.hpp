// Names of connections that nobody can see were once accepted. Included by migrations.cpp only; never changed once it was
// released.
#pragma once

namespace mooring::host::migration_scripts {

// Blank: nothing but spaces of any width, joiners and fillers, as clean_label() has them.
inline const char kBlankLabels[] = R"sql(
UPDATE connections
SET label = CASE WHEN trim(account_name) <> '' THEN trim(account_name) WHEN account_id <> '' THEN account_id ELSE id END,
    version = version + 1
WHERE trim(label, char(32, 160, 173, 4447, 4448, 5760, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202,
                       8203, 8204, 8205, 8206, 8207, 8239, 8287, 8288, 10240, 12288, 12644, 65279)) = '';
)sql";

}  // namespace mooring::host::migration_scripts
