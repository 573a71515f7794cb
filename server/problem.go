package server

import (
	"runtime/debug"

	"github.com/gin-gonic/gin"

	"catchment/server/problem"
)

// writeProblem answers with a problem document outside the API's routes.
func writeProblem(c *gin.Context, p problem.Details) {
	c.Header("Content-Type", problem.ContentType) // also where the answer was to be something else
	c.Data(p.Status, problem.ContentType, p.Complete().Encode())
	c.Abort()
}

// fail turns an error from below into a problem document.
func (s *server) fail(err error) error { return problem.Of(err, s.Log) }

func stack() string { return string(debug.Stack()) }
