package geo

// breach is what makes rings not a valid polygon.
type breach struct {
	rule    string
	ring    int // index into the rings checked
	edge    int // index of the position that starts the edge meant, -1 for the ring
	message string
}

// breachIn returns the first breach of validity found among rings, nil when
// they make up a valid polygon or MultiPolygon.
func breachIn(rings []ring) *breach { return nil }
