module foreign

go 1.25

require golang.org/x/mod v0.0.0

replace golang.org/x/mod => ./mod
